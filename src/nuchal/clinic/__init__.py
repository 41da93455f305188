"""The web clinic: a Django project that asks, stores and shows; what it concludes comes from `nuchal.reasoning`."""
