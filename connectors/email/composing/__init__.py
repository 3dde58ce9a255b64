"""Making mail: from a timeline's message to the bytes that a server is handed."""
