package dev.interlock.server.console.page.start;

import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.Page;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import java.io.IOException;
import java.util.Map;

/** The page that leads through what a new server needs, with what it has of that. */
public final class StartPage implements Page {

    private final Frames frames;

    public StartPage(Frames frames) {
        this.frames = frames;
    }

    @Override
    public Reply answer(Visit visit) throws V1Refusal, Refusal, IOException {
        if (visit.path().size() != 1 || visit.form().isPresent()) {
            throw Visit.nowhere();
        }
        return Html.page(
                200,
                "start.jte",
                Map.of("frame", frames.of(visit, "start", "First steps"), "start", StartReader.read(visit)));
    }
}
