"""The domain packs. Each subpackage exports PACK; none knows another, and nothing here gathers them."""
