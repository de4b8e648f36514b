"""The north faces: protocols under which applications see the lines."""
