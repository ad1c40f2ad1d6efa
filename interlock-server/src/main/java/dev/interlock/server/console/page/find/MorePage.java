package dev.interlock.server.console.page.find;

import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.Page;
import dev.interlock.server.console.Visit;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import java.io.IOException;
import java.util.Map;

/** All pages at once, for screens that have no room for the navigation. */
public final class MorePage implements Page {

    private final Frames frames;

    public MorePage(Frames frames) {
        this.frames = frames;
    }

    @Override
    public Reply answer(Visit visit) throws Refusal, IOException {
        if (visit.path().size() > 1) {
            throw Visit.nowhere();
        }
        return Html.page(200, "more.jte", Map.of("frame", frames.of(visit, "more", "More")));
    }
}
