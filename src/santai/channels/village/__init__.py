"""The village: where advisers write down what they hear and do on their own phone, with or without a network."""
