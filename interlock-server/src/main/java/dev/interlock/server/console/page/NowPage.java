package dev.interlock.server.console.page;

import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.Page;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.http.server.Reply;
import java.io.IOException;
import java.util.Map;

/** The page that shows what is so at the moment. */
final class NowPage implements Page {

    private final Frames frames;

    NowPage(Frames frames) {
        this.frames = frames;
    }

    @Override
    public Reply answer(Visit visit) throws V1Refusal, IOException {
        return Html.page(200, "now.jte", Map.of("frame", frames.of(visit, "now", "Now")));
    }
}
