// The room's first line; its files follow.
