package dev.interlock.server.console.page.now;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.Page;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.console.page.start.StartModel;
import dev.interlock.server.console.page.start.StartReader;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The page that shows what is so at the moment. */
public final class NowPage implements Page {

    private final Frames frames;
    private final LastLooks looks = new LastLooks();

    public NowPage(Frames frames) {
        this.frames = frames;
    }

    @Override
    public Reply answer(Visit visit) throws V1Refusal, Refusal, IOException {
        TimeSpan span = TimeSpan.of(visit.parameter("span").orElse(""));
        ObjectNode overview = visit.v1().get("overview");
        long entries = overview.path("ledger").path("size").asLong();
        Optional<LastLooks.Look> before = looks.before(visit.session(), entries, visit.now());
        if (before.isPresent()) {
            overview = visit.v1().get("overview?since=" + before.get().entries());
        }
        NowModel model = new NowReader(visit, overview).read(span, before);
        return Html.page(
                200,
                "now.jte",
                Map.of("frame", frames.of(visit, "now", "Now"), "now", model, "start", start(visit, model)));
    }

    /** What a new server needs, as long as nothing was called at all. */
    private static Optional<StartModel> start(Visit visit, NowModel model) throws V1Refusal, IOException {
        return model.latest().isEmpty()
                ? Optional.of(StartReader.read(visit)).filter(start -> !start.called())
                : Optional.empty();
    }
}
