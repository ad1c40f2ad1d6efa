package dev.interlock.server.graph;

import dev.interlock.server.graph.Part.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.LayerConstraint;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.PortConstraints;
import org.eclipse.elk.core.options.PortSide;
import org.eclipse.elk.core.util.NullElkProgressMonitor;
import org.eclipse.elk.graph.ElkConnectableShape;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.ElkPort;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * Boxes in layers, with lines among them, placed by ELK. The same input gives the same places: its seed is fixed, and boxes and lines go in
 * the order in which they were added.
 */
final class Layers {

    private static final int SEED = 1;

    /** How much more a straight line matters than any other. */
    private static final int STRAIGHT = 1_000;

    static {
        LayoutMetaDataService.initElkReflect(); // without it, ELK cannot copy the values of its options
    }

    private final ElkNode graph = ElkGraphUtil.createGraph();
    private final Map<String, ElkNode> boxes = new LinkedHashMap<>();
    private final Map<String, ElkConnectableShape> ends = new LinkedHashMap<>();
    private final List<Tagged> edges = new ArrayList<>();

    private record Tagged(ElkEdge edge, String tag) {}

    /**
     * A line in its place.
     *
     * @param tag what it was added as
     * @param points where it passes: between layers from one to the next, in a layer straight on
     */
    record Route(String tag, List<Point> points) {}

    /** Where everything is: the corner of each box, and the lines. */
    record Places(Map<String, Point> boxes, List<Route> routes, double width, double height) {

        /** The corner of a box. */
        Point corner(String box) {
            return Objects.requireNonNull(boxes.get(box));
        }
    }

    /** Places a few boxes that nobody sees, by which all that it takes to place some is loaded. */
    static Places trial() {
        Layers layers = down(10);
        layers.first("task", 40, 10);
        layers.box("call", 40, 10);
        layers.port("call", "out", PortSide.SOUTH, 20, 10);
        layers.last("object", 40, 10);
        layers.straight("task", "call", "made");
        layers.line("out", "object", "touched");
        return layers.place();
    }

    /** Layers one below the other. */
    static Layers down(double between) {
        return new Layers(Direction.DOWN, between);
    }

    /** Layers from left to right. */
    static Layers right(double between) {
        return new Layers(Direction.RIGHT, between);
    }

    private Layers(Direction direction, double between) {
        graph.setProperty(LayeredOptions.DIRECTION, direction);
        graph.setProperty(LayeredOptions.RANDOM_SEED, SEED);
        graph.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.POLYLINE);
        graph.setProperty(LayeredOptions.SEPARATE_CONNECTED_COMPONENTS, false);
        graph.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.NETWORK_SIMPLEX);
        graph.setProperty(LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.PREFER_EDGES);
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE, 24.0);
        graph.setProperty(LayeredOptions.SPACING_EDGE_NODE, 20.0);
        graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE, 8.0);
        graph.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 12.0);
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, between);
        graph.setProperty(LayeredOptions.PADDING, new ElkPadding(0));
    }

    /** Adds a box to the layer that its lines ask for. */
    void box(String id, double width, double height) {
        add(id, width, height, LayerConstraint.NONE);
    }

    private void add(String id, double width, double height, LayerConstraint layer) {
        ElkNode node = ElkGraphUtil.createNode(graph);
        node.setIdentifier(id);
        node.setDimensions(width, height);
        boxes.put(id, node);
        ends.put(id, node);
        node.setProperty(LayeredOptions.LAYERING_LAYER_CONSTRAINT, layer);
    }

    /** Adds a box to the first layer. */
    void first(String id, double width, double height) {
        add(id, width, height, LayerConstraint.FIRST);
    }

    /** Adds a box to the last layer. */
    void last(String id, double width, double height) {
        add(id, width, height, LayerConstraint.LAST);
    }

    /** Adds a port in a fixed place of a box, measured from its corner. */
    void port(String box, String id, PortSide side, double x, double y) {
        ElkNode node = Objects.requireNonNull(boxes.get(box));
        node.setProperty(LayeredOptions.PORT_CONSTRAINTS, PortConstraints.FIXED_POS);
        ElkPort port = ElkGraphUtil.createPort(node);
        port.setIdentifier(id);
        port.setDimensions(0, 0);
        port.setLocation(x, y);
        port.setProperty(LayeredOptions.PORT_SIDE, side);
        ends.put(id, port);
    }

    /** Returns whether there is a box or port of the id. */
    boolean has(String id) {
        return ends.containsKey(id);
    }

    /** Adds a line from a box or port to another one. */
    void line(String from, String to, String tag) {
        edge(from, to, tag);
    }

    /** Adds a line that has to be straight, whatever becomes of the others. */
    void straight(String from, String to, String tag) {
        ElkEdge edge = edge(from, to, tag);
        edge.setProperty(LayeredOptions.PRIORITY_STRAIGHTNESS, STRAIGHT);
        edge.setProperty(LayeredOptions.PRIORITY_DIRECTION, STRAIGHT);
    }

    private ElkEdge edge(String from, String to, String tag) {
        ElkEdge edge = ElkGraphUtil.createSimpleEdge(ends.get(from), ends.get(to));
        edges.add(new Tagged(edge, tag));
        return edge;
    }

    /** Places everything. */
    Places place() {
        new LayeredLayoutProvider().layout(graph, new NullElkProgressMonitor());
        Map<String, Point> corners = new LinkedHashMap<>();
        boxes.forEach((id, node) -> corners.put(id, new Point(node.getX(), node.getY())));
        var routes = new ArrayList<Route>();
        for (Tagged tagged : edges) {
            for (ElkEdgeSection section : tagged.edge().getSections()) {
                routes.add(new Route(tagged.tag(), points(section)));
            }
        }
        return new Places(corners, routes, graph.getWidth(), graph.getHeight());
    }

    private static List<Point> points(ElkEdgeSection section) {
        var points = new ArrayList<Point>();
        points.add(new Point(section.getStartX(), section.getStartY()));
        section.getBendPoints().forEach(bend -> points.add(new Point(bend.getX(), bend.getY())));
        points.add(new Point(section.getEndX(), section.getEndY()));
        return points;
    }
}
