package dev.interlock.server.graph;

import dev.interlock.server.graph.Picture.Call;
import dev.interlock.server.graph.Picture.Card;
import dev.interlock.server.graph.Picture.Edge;
import dev.interlock.server.graph.Picture.Frame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The part of a picture that is drawn, where all of it would be more than anybody reads: what it is about, the tasks above that and the first
 * ones, of each the last calls up to then, and the objects that most of these touched.
 *
 * @param frames the tasks that are drawn, each below the one that it is part of, with the calls that are drawn
 * @param calls how many calls each of them has in all, by its id
 * @param cards the objects that are drawn
 * @param moreTasks how many tasks are not drawn
 * @param moreObjects how many objects are not drawn
 */
record Selection(List<Frame> frames, Map<String, Integer> calls, List<Card> cards, int moreTasks, int moreObjects) {

    private static final int TASKS = 12;
    private static final int OBJECTS = 12;

    static Selection of(Picture picture) {
        List<Frame> ordered = new ArrayList<>();
        Set<String> ids = picture.frames().stream().map(Frame::id).collect(Collectors.toSet());
        for (Frame frame : picture.frames()) {
            if (frame.parent().filter(ids::contains).isEmpty()) {
                below(picture, frame, ordered);
            }
        }
        Set<String> kept = kept(picture, ordered);
        List<Frame> frames =
                ordered.stream().filter(frame -> kept.contains(frame.id())).toList();
        int most = Math.max(3, (Picture.MOST - frames.size() - OBJECTS) / Math.max(1, frames.size()));
        Map<String, Integer> calls = new LinkedHashMap<>();
        var drawn = new ArrayList<Frame>();
        for (Frame frame : frames) {
            calls.put(frame.id(), frame.all());
            drawn.add(frame.with(around(frame.calls(), most, picture)));
        }
        List<Card> touched = touched(picture, drawn);
        List<Card> cards = picture.cards().stream()
                .filter(touched.stream().limit(OBJECTS).toList()::contains)
                .toList();
        return new Selection(drawn, calls, cards, ordered.size() - drawn.size(), touched.size() - cards.size());
    }

    /** The task with the id, where it is drawn. */
    Optional<Frame> frame(String id) {
        return frames.stream().filter(frame -> frame.id().equals(id)).findFirst();
    }

    private static void below(Picture picture, Frame frame, List<Frame> ordered) {
        if (ordered.contains(frame)) {
            return;
        }
        ordered.add(frame);
        for (Frame part : picture.frames()) {
            if (part.parent().filter(frame.id()::equals).isPresent()) {
                below(picture, part, ordered);
            }
        }
    }

    /** The frame of the chosen call with those above it, and the first ones. */
    private static Set<String> kept(Picture picture, List<Frame> ordered) {
        var kept = new HashSet<String>();
        var frame = picture.chosen().flatMap(id -> picture.frameOf(id).or(() -> picture.frame(id)));
        while (frame.isPresent() && kept.add(frame.get().id()) && kept.size() < TASKS) {
            frame = frame.get().parent().flatMap(picture::frame);
        }
        for (Frame each : ordered) {
            if (kept.size() < TASKS) {
                kept.add(each.id());
            }
        }
        return kept;
    }

    /** The objects that these calls touched, those that most of them touched first. */
    private static List<Card> touched(Picture picture, List<Frame> frames) {
        Set<String> calls = frames.stream()
                .flatMap(frame -> frame.calls().stream())
                .map(Call::id)
                .collect(Collectors.toSet());
        Map<String, Integer> touched = new LinkedHashMap<>();
        for (Edge edge : picture.edges()) {
            if (edge.kind() == Edge.Kind.TOUCHES && calls.contains(edge.from().id())) {
                touched.merge(edge.to().id(), 1, Integer::sum);
            }
        }
        return picture.cards().stream()
                .filter(card -> touched.containsKey(card.id()))
                .sorted(Comparator.comparing((Card card) -> -touched.getOrDefault(card.id(), 0)))
                .toList();
    }

    /** The last calls up to what the picture is about, and some that came after. */
    private static List<Call> around(List<Call> calls, int most, Picture picture) {
        if (calls.size() <= most) {
            return calls;
        }
        int before =
                (int) calls.stream().filter(call -> !picture.isLater(call.id())).count();
        int end = Math.min(calls.size(), before + most / 4);
        int first = Math.max(0, end - most);
        return calls.subList(first, Math.min(calls.size(), first + most));
    }
}
