"""What a mail says: from raw bytes to a :class:`ParsedMail`, without any input or output."""
