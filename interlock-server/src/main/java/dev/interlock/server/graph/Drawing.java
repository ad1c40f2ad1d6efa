package dev.interlock.server.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A picture laid out: its size and its parts, the ground first.
 *
 * @param title what it is a picture of
 * @param description the same in whole sentences
 */
public record Drawing(double width, double height, String title, String description, List<Part> parts) {

    public Drawing {
        parts = List.copyOf(parts);
    }

    /** Parts that are being put in their places: what is under what does not depend on the order in which they come. */
    static final class Canvas {
        private final List<Part> wash = new ArrayList<>();
        private final List<Part> ground = new ArrayList<>();
        private final List<Part> lines = new ArrayList<>();
        private final List<Part> ring = new ArrayList<>();
        private final List<Part> nodes = new ArrayList<>();

        /** Puts the wash of a ring under everything. */
        void wash(Part part) {
            wash.add(part);
        }

        /** Puts frames over the wash, and under all lines. */
        void ground(Part... parts) {
            ground.addAll(Arrays.asList(parts));
        }

        /** Puts thin lines over frames. */
        void line(Part... parts) {
            lines.addAll(Arrays.asList(parts));
        }

        /** Puts the red lines of a ring over thin ones, and under nodes. */
        void ring(Part... parts) {
            ring.addAll(Arrays.asList(parts));
        }

        /** Puts nodes and texts over all lines. */
        void node(Part... parts) {
            nodes.addAll(Arrays.asList(parts));
        }

        /** Puts parts that stand for one thing over all lines. */
        void node(Ref ref, String label, Part... parts) {
            nodes.add(new Part.Group(Optional.of(ref), label, "", List.of(parts)));
        }

        /**
         * Puts parts that stand for one thing over all lines.
         *
         * @param later whether it came after what the picture is about
         */
        void node(Ref ref, String label, boolean later, List<Part> parts) {
            nodes.add(new Part.Group(Optional.of(ref), label, later ? Part.LATER : "", parts));
        }

        Drawing drawing(double width, double height, String title, String description) {
            var all = new ArrayList<Part>(wash);
            all.addAll(ground);
            all.addAll(lines);
            all.addAll(ring);
            all.addAll(nodes);
            return new Drawing(width, height, title, description, all);
        }
    }
}
