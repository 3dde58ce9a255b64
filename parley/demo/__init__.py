"""`parley demo`: a small shop with people in it, who write and call and are answered."""
