"""How dates are written where Django's own formats are not those of the newsroom."""
