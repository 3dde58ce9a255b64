"""HTML and headers of mail: what agents write is cleaned, what came in is shown in a frame."""
