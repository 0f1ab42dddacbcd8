"""What Askwatch keeps: the store, behind one class."""
