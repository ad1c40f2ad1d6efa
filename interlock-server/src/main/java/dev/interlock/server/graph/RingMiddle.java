package dev.interlock.server.graph;

import dev.interlock.server.graph.Drawing.Canvas;
import dev.interlock.server.graph.Part.Anchor;
import dev.interlock.server.graph.Part.Box;
import dev.interlock.server.graph.Part.Line;
import dev.interlock.server.graph.Part.Point;
import dev.interlock.server.graph.Picture.Call;
import dev.interlock.server.graph.Picture.Card;
import dev.interlock.server.graph.Picture.Edge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.elk.core.options.PortSide;

/**
 * What hangs within the ring: objects between the calls above and the objects below. ELK places them; the calls, the objects of the ring
 * and its two sides are fixed ports, the sides straight lines that nothing may come near.
 */
final class RingMiddle {

    /** The height of a card. */
    static final double CARD = 48;

    private static final double SMALL = 40;

    /** The most objects that are drawn within the ring. */
    private static final int MOST = 3;

    private static final String TOP = "top";
    private static final String BOTTOM = "bottom";

    private final Picture picture;
    private final Conflict ring;
    private final Canvas canvas;
    private final double left;
    private final double right;
    private final double width;

    /**
     * A call in its place.
     *
     * @param foot where lines to what it touched begin
     * @param turn how far down they go straight
     */
    record Placed(Call call, Point foot, double turn) {}

    /** A card on the ring in its place. */
    private record OnRing(Card card, double x, double width) {
        double middle() {
            return x + width / 2;
        }
    }

    RingMiddle(Picture picture, Conflict ring, Canvas canvas, double left, double right, double width) {
        this.picture = picture;
        this.ring = ring;
        this.canvas = canvas;
        this.left = left;
        this.right = right;
        this.width = width;
    }

    /** Draws it, and the cards on the ring below it. Returns where these begin. */
    double draw(List<Placed> calls) {
        List<OnRing> below = below();
        List<Card> inner = inner(calls);
        double bottom = place(calls, inner, below)
                .orElseGet(() -> place(calls, List.of(), below).orElse(RingLayout.BAND + 24));
        cards(below, bottom);
        return bottom;
    }

    /** The objects on the ring, from the left. */
    private List<OnRing> below() {
        List<Card> cards = ring.objects().stream()
                .map(id -> picture.card(id).orElse(new Card(id, "")))
                .toList();
        double span = right - left;
        if (cards.isEmpty()) {
            return List.of();
        }
        double most = cards.size() == 1 ? 260 : cards.size() == 2 ? 176 : (span - 40 - 160) / 3;
        var placed = new ArrayList<OnRing>();
        for (int i = 0; i < cards.size(); i++) {
            double wide = Marks.wanted(cards.get(i), inset(cards.get(i)), 104, most);
            double x = cards.size() == 1
                    ? (left + right - wide) / 2
                    : i == 0 ? left + 36 : i == cards.size() - 1 ? right - 28 - wide : (left + right - wide) / 2;
            placed.add(new OnRing(cards.get(i), x, wide));
        }
        return placed;
    }

    private boolean isBetween(Card card) {
        return ring.between().equals(card.id());
    }

    /** The room before the name of an object on the ring, which may have a number. */
    private double inset(Card card) {
        return isBetween(card) ? 32 : 16;
    }

    /** The width of an object within the ring. */
    private static double width(Card card) {
        return Marks.wanted(card, 14, 104, 170);
    }

    /** The objects that hang together most with what is drawn. */
    private List<Card> inner(List<Placed> calls) {
        Map<String, Integer> weight = new LinkedHashMap<>();
        for (Edge edge : picture.edges()) {
            boolean touched = calls.stream()
                    .anyMatch(
                            placed -> edge.from().equals(Ref.call(placed.call().id())));
            boolean ofRing = ring.objects().contains(edge.to().id())
                    || ring.objects().contains(edge.from().id());
            if (touched || edge.kind() == Edge.Kind.BELONGS_TO && ofRing) {
                weight.merge(edge.to().id(), 1, Integer::sum);
                if (edge.kind() == Edge.Kind.BELONGS_TO) {
                    weight.merge(edge.from().id(), 1, Integer::sum);
                }
            }
        }
        List<Card> chosen = picture.cards().stream()
                .filter(card -> weight.containsKey(card.id()) && !ring.objects().contains(card.id()))
                .sorted(Comparator.comparing((Card card) -> -weight.getOrDefault(card.id(), 0)))
                .limit(MOST)
                .toList();
        return picture.cards().stream().filter(chosen::contains).toList();
    }

    /** Places what hangs within; empty where it does not stay within the ring. */
    private Optional<Double> place(List<Placed> calls, List<Card> inner, List<OnRing> below) {
        Layers layers = Layers.down(inner.isEmpty() ? 36 : 52);
        layers.first(TOP, width, 8);
        layers.last(BOTTOM, width, 8);
        layers.port(TOP, "left", PortSide.SOUTH, left, 8);
        calls.forEach(placed -> layers.port(
                TOP, placed.call().id(), PortSide.SOUTH, placed.foot().x(), 8));
        layers.port(TOP, "right", PortSide.SOUTH, right, 8);
        layers.port(BOTTOM, "left-end", PortSide.NORTH, left, 0);
        below.forEach(card -> layers.port(BOTTOM, card.card().id(), PortSide.NORTH, card.middle(), 0));
        layers.port(BOTTOM, "right-end", PortSide.NORTH, right, 0);
        inner.forEach(card -> layers.box(card.id(), width(card), SMALL));
        layers.straight("left", "left-end", "side");
        lines(layers, inner);
        layers.straight("right", "right-end", "side");
        Layers.Places places = layers.place();
        Point top = places.corner(TOP);
        Point end = places.corner(BOTTOM);
        double down = RingLayout.BAND - top.y() - 8;
        boolean within = Math.abs(top.x() - end.x()) < 0.5
                && inner.stream().allMatch(card -> {
                    double x = places.corner(card.id()).x() - top.x();
                    return x > left + 12 && x + width(card) < right - 12;
                });
        if (!within) {
            return Optional.empty();
        }
        for (Layers.Route route : places.routes()) {
            List<Point> points = new ArrayList<>(route.points().stream()
                    .map(p -> new Point(p.x() - top.x(), p.y() + down))
                    .toList());
            Optional<Placed> from = calls.stream()
                    .filter(placed -> route.tag().equals(tag(placed.call())))
                    .findFirst();
            from.ifPresent(placed -> {
                points.set(0, new Point(placed.foot().x(), placed.turn()));
                canvas.line(new Line("e-use", placed.foot(), points.getFirst()));
            });
            if (!route.tag().equals("side")) {
                canvas.line(Marks.falling(points, from.isPresent() ? "e-use" : "e-of"));
            }
        }
        for (Card card : inner) {
            Point corner = places.corner(card.id());
            canvas.node(Marks.object(
                    card, new Box(corner.x() - top.x(), corner.y() + down, width(card), SMALL, 0, ""), "node", 14));
        }
        return Optional.of(end.y() + down);
    }

    /** Adds the lines of calls to what they touched, and of objects to what they belong to. */
    private void lines(Layers layers, List<Card> inner) {
        for (Edge edge : picture.edges()) {
            String from = edge.from().id();
            String to = edge.to().id();
            if (!layers.has(from) || !layers.has(to)) {
                continue;
            }
            if (edge.kind() == Edge.Kind.TOUCHES) {
                layers.line(from, to, "call " + from);
            } else if (inner.stream().anyMatch(card -> card.id().equals(from))) {
                layers.line(from, to, "e-of");
            } else if (inner.stream().anyMatch(card -> card.id().equals(to))) {
                layers.line(to, from, "e-of"); // down to the ring, whichever belongs to which
            }
        }
    }

    private static String tag(Call call) {
        return "call " + call.id();
    }

    private void cards(List<OnRing> below, double y) {
        double line = y + CARD / 2;
        for (OnRing placed : below) {
            canvas.node(Marks.object(
                    placed.card(),
                    new Box(placed.x(), y, placed.width(), CARD, 0, ""),
                    "node-hot",
                    inset(placed.card())));
            if (isBetween(placed.card())) {
                canvas.node(Marks.badge(placed.x() + 16, line, 2));
            }
        }
        if (below.isEmpty()) {
            plate((left + right) / 2, line, "on everything", true);
        }
        for (int i = 1; i < below.size(); i++) {
            double from = below.get(i - 1).x() + below.get(i - 1).width();
            plate((from + below.get(i).x()) / 2, line, ring.join(), false);
        }
    }

    /** Words in the line of the ring, on the ground of the page. */
    private void plate(double x, double y, String words, boolean numbered) {
        double wide = TextWidth.of(words, "t2 t11") + 12 + (numbered ? 24 : 0);
        canvas.node(
                new Box(x - wide / 2, y - 10, wide, 20, 4, "surf"),
                Marks.text(x + (numbered ? 12 : 0), y + 4, Anchor.MIDDLE, "t2 t11", words));
        if (numbered) {
            canvas.node(Marks.badge(x - wide / 2 + 13, y, 2));
        }
    }
}
