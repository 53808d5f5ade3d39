"""What the law says, what was answered before, and which way a question leads.

``ranking`` finds articles for a question, ``triage`` finds the field, the service and the danger in it; both are
plain Python over arrays and data, without Django. The library (laws, answers, cases) lies in this app's tables.
"""
