package dev.interlock.server.console.page.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Svg;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A picture as a page shows it, with its steps in time.
 *
 * @param wide for a wide screen; empty where there is nothing to draw
 * @param phone for a narrow one
 * @param time its steps
 * @param at the step that it is about; empty for all that there is
 * @param story the story of its conflict, with the numbers of the picture; none where there is no conflict
 * @param also other rules that find the same conflict
 * @param hot the two calls of the conflict
 */
public record Drawn(
        Svg wide,
        Svg phone,
        Svg time,
        Optional<String> at,
        Optional<Step> previous,
        Optional<Step> next,
        List<Sentence> story,
        List<String> also,
        List<String> hot) {

    /** A step before or after, and where it is shown. */
    public record Step(String id, String place) {}

    /** A sentence of the story, and what stands beside it. */
    public record Sentence(int number, String sentence, String detail) {}

    /** @param place tells where a step is shown, by its id */
    static Drawn of(JsonNode picture, Function<String, String> place) {
        JsonNode conflict = picture.path("conflict");
        return new Drawn(
                new Svg(Nodes.text(picture, "wide")),
                new Svg(Nodes.text(picture, "phone")),
                new Svg(Nodes.text(picture, "time")),
                Nodes.given(picture, "at"),
                Nodes.given(picture, "previous").map(id -> new Step(id, place.apply(id))),
                Nodes.given(picture, "next").map(id -> new Step(id, place.apply(id))),
                story(conflict),
                Nodes.texts(conflict, "also"),
                conflict.isObject()
                        ? List.of(Nodes.text(conflict, "earlier"), Nodes.text(conflict, "later"))
                        : List.of());
    }

    private static List<Sentence> story(JsonNode conflict) {
        var story = new ArrayList<Sentence>();
        for (JsonNode step : conflict.path("steps")) {
            story.add(new Sentence(story.size() + 1, Nodes.text(step, "sentence"), Nodes.text(step, "detail")));
        }
        return story;
    }

    public boolean isEmpty() {
        return wide.isEmptyContent();
    }

    /** Returns whether it is the ring of a conflict. */
    public boolean isRing() {
        return !story.isEmpty();
    }
}
