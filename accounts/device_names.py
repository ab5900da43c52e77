"""What to call a device, from what its browser says of itself. Pure.

Coarse on purpose: enough to know one's own phone again, too little to tell people apart.
"""

# The first that fits: later names stand in the words of earlier ones, too.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """Return "Firefox · Android"; only what is known of it, or nothing."""
    found = (
        next((name for sign, name in signs if sign in user_agent), "")
        for signs in (BROWSERS, SYSTEMS)
    )
    return " · ".join(name for name in found if name)
