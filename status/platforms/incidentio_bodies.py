"""The shapes of incident.io's native bodies: the widget summary, and `/proxy/HOST`, which the page itself reads."""

from __future__ import annotations

from status.platforms.fields import Flag, Link, Part, Prose, Row, Rows, Text, Time, ToldRows


class WidgetComponent(Row):
    """A component that an event of the widget names."""

    id: Text = ""
    name: Text = ""
    group_name: Text = ""
    current_status: Text = ""


class WidgetEvent(Row):
    """An incident or a maintenance of the widget; a maintenance has one of the two pairs of times."""

    id: Text = ""
    name: Text = ""
    status: Text = ""
    url: Link = ""
    last_update_at: Time = None
    last_update_message: Prose = ""
    current_worst_impact: Text = ""
    affected_components: Rows[WidgetComponent] = ()
    started_at: Time = None
    scheduled_end_at: Time = None
    starts_at: Time = None
    ends_at: Time = None


class Widget(Row):
    """The widget summary."""

    page_title: Text = ""
    page_url: Link = ""
    ongoing_incidents: ToldRows[WidgetEvent] = None
    in_progress_maintenances: Rows[WidgetEvent] = ()
    scheduled_maintenances: Rows[WidgetEvent] = ()


class ProxyComponent(Row):
    """A component by its id; `current_status` is the newer of two words where both are there."""

    component_id: Text = ""
    id: Text = ""
    name: Text = ""
    status: Text = ""
    current_status: Text = ""
    hidden: Flag = False


class ProxyImpact(Row):
    """How long an event hit a component."""

    component_id: Text = ""
    start_at: Time = None
    end_at: Time = None
    status: Text = ""


class ProxyUpdate(Row):
    """One message."""

    published_at: Time = None
    to_status: Text = ""
    message_string: Prose = ""


class ProxyPeriod(Row):
    """How bad an event was in a stretch of time; the running one has no end."""

    end_at: Time = None
    worst_component_status: Text = ""


class ProxyEvent(Row):
    """An incident or a maintenance, told by `type`."""

    id: Text = ""
    name: Text = ""
    status: Text = ""
    type: Text = ""
    published_at: Time = None
    updates: Rows[ProxyUpdate] = ()
    affected_components: Rows[ProxyComponent] = ()
    component_impacts: Rows[ProxyImpact] = ()
    status_summaries: Rows[ProxyPeriod] = ()


class ProxyGroup(Row):
    """Components under one heading."""

    name: Text = ""
    hidden: Flag = False
    components: Rows[ProxyComponent] = ()


class ProxyItem(Row):
    """A group, or a component of its own."""

    group: Part[ProxyGroup] = ProxyGroup()
    component: Part[ProxyComponent] = ProxyComponent()


class ProxyStructure(Row):
    """The page's headings in their order."""

    items: Rows[ProxyItem] = ()


class ProxySummary(Row):
    """What the page itself reads. A component that is not listed as affected is operational."""

    name: Text = ""
    public_url: Link = ""
    components: Rows[ProxyComponent] = ()
    affected_components: ToldRows[ProxyComponent] = None
    ongoing_incidents: ToldRows[ProxyEvent] = None
    scheduled_maintenances: Rows[ProxyEvent] = ()
    structure: Part[ProxyStructure] = ProxyStructure()


class ProxyHistory(Row):
    """The page's history."""

    incidents: ToldRows[ProxyEvent] = None
