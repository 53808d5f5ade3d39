"""One module per sub-command of ``santai``; see santai.project.cli for what each must offer."""
