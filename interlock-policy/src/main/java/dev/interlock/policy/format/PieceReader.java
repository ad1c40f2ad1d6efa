package dev.interlock.policy.format;

import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.YamlReader;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Reads a file, which {@link YamlReader} found nothing wrong with, into pieces; comments are not in them yet. */
final class PieceReader {

    private final SourceText source;
    private final Iterator<Event> events;

    private PieceReader(SourceText source) {
        this.source = source;
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
        this.events = new Parse(settings).parseString(source.text()).iterator();
    }

    /** The root; empty when there is none, or when it is a single scalar. */
    static Optional<Piece.Branch> read(SourceText source) {
        PieceReader reader = new PieceReader(source);
        while (reader.events.hasNext()) {
            if (reader.events.next() instanceof NodeEvent node) {
                return reader.piece(node) instanceof Piece.Branch branch ? Optional.of(branch) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Piece piece(NodeEvent event) {
        if (event instanceof CollectionStartEvent start) {
            return branch(start);
        }
        return leaf((ScalarEvent) event);
    }

    private Piece.Branch branch(CollectionStartEvent event) {
        boolean mapping = event instanceof MappingStartEvent;
        boolean flow = event.getFlowStyle() == FlowStyle.FLOW;
        int start = index(event.getStartMark());
        int column = event.getStartMark().map(Mark::getColumn).orElse(0);
        Piece.Branch branch = new Piece.Branch(mapping, flow, start, column);
        Event next = events.next();
        while (!(next instanceof CollectionEndEvent)) {
            if (mapping) {
                Piece.Leaf key = leaf((ScalarEvent) next);
                Piece value = piece((NodeEvent) events.next());
                branch.parts.add(new Piece.Part(key, value, key.start()));
            } else {
                Piece value = piece((NodeEvent) next);
                int at = flow ? value.start() : source.dash(value.start(), column);
                branch.parts.add(new Piece.Part(null, value, at));
            }
            next = events.next();
        }
        List<Piece.Part> parts = branch.parts;
        branch.end = flow
                ? index(next.getEndMark())
                : parts.get(parts.size() - 1).value.end();
        return branch;
    }

    private Piece.Leaf leaf(ScalarEvent event) {
        int start = index(event.getStartMark());
        int end = index(event.getEndMark());
        Piece.Style style = switch (event.getScalarStyle()) {
            case PLAIN -> Piece.Style.PLAIN;
            case LITERAL, FOLDED -> Piece.Style.BLOCK;
            case SINGLE_QUOTED, DOUBLE_QUOTED, JSON_SCALAR_STYLE -> Piece.Style.QUOTED;
        };
        Node.ScalarType type =
                event.getScalarStyle() == ScalarStyle.PLAIN ? YamlReader.type(event.getValue()) : Node.ScalarType.TEXT;
        return new Piece.Leaf(event.getValue(), type, style, source.slice(start, end), start, end);
    }

    private static int index(Optional<Mark> mark) {
        @Nullable Mark known = mark.orElse(null);
        return known == null ? 0 : known.getIndex();
    }
}
