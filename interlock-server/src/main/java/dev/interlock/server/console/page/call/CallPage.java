package dev.interlock.server.console.page.call;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.Page;
import dev.interlock.server.console.V1;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import java.io.IOException;
import java.util.Map;

/** The page of one call: what it was, and why it was decided so, as a picture, as a story and as a table. */
public final class CallPage implements Page {

    private static final String FILE = "picture.svg";

    private final Frames frames;

    public CallPage(Frames frames) {
        this.frames = frames;
    }

    @Override
    public Reply answer(Visit visit) throws V1Refusal, Refusal, IOException {
        String id = visit.segment(1).orElseThrow(Visit::nowhere);
        String target = "calls/" + V1.encoded(id);
        if (visit.path().size() == 3 && visit.segment(2).filter(FILE::equals).isPresent()) {
            return Html.file("image/svg+xml", id + ".svg", visit.v1().file(target + "/picture?form=file"));
        }
        if (visit.path().size() != 2) {
            throw Visit.nowhere();
        }
        ObjectNode picture = visit.v1()
                .get(target + "/picture?links=" + V1.encoded("/console") + "&zone="
                        + V1.encoded(visit.zone().getId()));
        ObjectNode story = visit.v1().get(target);
        ObjectNode entries = visit.v1().get("entries?call=" + V1.encoded(id) + "&limit=100");
        var model = CallModel.of(id, picture, story, entries);
        return Html.page(200, "call.jte", Map.of("frame", frames.of(visit, "tasks", model.title()), "call", model));
    }
}
