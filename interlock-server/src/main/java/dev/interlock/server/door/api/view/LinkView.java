package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Link;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;

/** A proposed late link as it is shown. */
public final class LinkView {

    private LinkView() {}

    public static ObjectNode of(Event.LinkProposed proposal) {
        ObjectNode out = Json.object().put("id", Ids.link(proposal.link())).put("state", "proposed");
        switch (proposal.what()) {
            case Link.Values values ->
                out.put("attribute", values.attribute())
                        .put("first", values.first())
                        .put("second", values.second());
            case Link.Objects objects ->
                out.put("child", objects.child().toString())
                        .put("parent", objects.parent().toString());
            case Link.Unknown unknown ->
                out.put("unknown", unknown.attribute())
                        .put("agent", unknown.agent())
                        .put("value", unknown.value());
        }
        return out.put("by", proposal.by().name()).put("reason", proposal.reason());
    }
}
