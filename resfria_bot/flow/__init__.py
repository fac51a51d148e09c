"""The imperative shell: read, decide, record the intent, act, record the outcome."""
