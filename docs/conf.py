"""Sphinx's settings. `docs/build.py` puts the pages together and calls it; by itself it finds no notebooks."""

from __future__ import annotations

from importlib import metadata

project = "Backpropagation by Hand"
author = "the authors of Backpropagation by Hand"
copyright = "text and figures under CC BY 4.0, code under the BSD 3-Clause licence"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.mathjax"]
exclude_patterns = ["_notebooks", "_build"]

# Notebooks are shown as they were committed: nothing runs here.
nb_execution_mode = "off"
nb_mime_priority_overrides = [("html", "image/svg+xml", 0)]
nb_merge_streams = True
myst_enable_extensions = ["dollarmath", "amsmath", "deflist", "attrs_block", "attrs_inline"]
myst_heading_anchors = 4
myst_dmath_double_inline = True

# One file of MathJax, from a package; see `static_mathjax` in build.py.
mathjax_path = "tex-svg.js"
mathjax3_config = {
    "options": {"enableMenu": False, "enableAssistiveMml": True},
    "tex": {"inlineMath": [["\\(", "\\)"], ["$", "$"]]},
    "svg": {"fontCache": "global", "scale": 0.93},
}

autodoc_typehints = "none"  # docstrings say shapes, which types do not
add_module_names = False
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
# Exceptions and classes of NumPy and matplotlib are named in docstrings; their pages are on the network.
nitpick_ignore_regex = [(r"py:.*", r".*")]

myst_mathjax_classes = "tex2jax_process|mathjax_process|math|output_area|text_html"  # also what cells display

html_theme = "sphinx_book_theme"
html_context = {"default_mode": "auto"}  # light or dark, as the reader's system
html_title = project
html_css_files = ["book.css"]
html_js_files = ["book.js"]
html_copy_source = False  # the pages' notebooks are offered unchanged, as downloads
html_show_sourcelink = False
html_show_search_summary = False  # would have to fetch pages, which a browser forbids on a disk
html_sidebars = {"**": ["navbar-logo.html", "search-button-field.html", "sbt-sidebar-nav.html"]}
html_theme_options = {
    "primary_sidebar_end": [],
    "home_page_in_toc": False,
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "use_source_button": False,
    "use_issues_button": False,
    "use_repository_button": False,
    "navigation_with_keys": False,
    "navbar_start": [],
    "navbar_center": [],
    "navbar_end": [],
    "navbar_persistent": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
version = release = metadata.version("backpropagation-by-hand")


def setup(app):
    """Docstrings are plain text; see `book.docstrings`."""
    from book.docstrings import as_rst

    def plain(app, what, name, obj, options, lines):
        lines[:] = as_rst(lines)

    def keep_together(app, doctree, docname):
        """No line begins with the comma after a formula."""
        from docutils import nodes

        for formula in list(doctree.findall(nodes.math)):
            parent, place = formula.parent, formula.parent.index(formula)
            after = parent[place + 1] if place + 1 < len(parent) else None
            if isinstance(after, nodes.Text) and after[:1] in tuple(",.;:!?)"):
                together = nodes.inline("", "", formula.deepcopy(), nodes.Text(after[0]), classes=["together"])
                parent[place : place + 2] = [together, nodes.Text(after[1:])]

    app.connect("autodoc-process-docstring", plain, priority=100)  # before napoleon
    app.connect("doctree-resolved", keep_together)
    return {"parallel_read_safe": True}
