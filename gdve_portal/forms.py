"""How every form of the portal is drawn."""

from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """Forms, fields and error lists take their markup from `templates/forms/`."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
