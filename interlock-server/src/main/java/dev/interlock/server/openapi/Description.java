package dev.interlock.server.openapi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The operations of an API, and which of them a request asks for. A path that two templates cover is the one's that says
 * more; where neither does, nobody knows which of them the API takes, and it is refused. Immutable.
 */
public final class Description {

    /** The methods on one path; a method that cannot be offered has the reason instead of an operation. */
    record PathItem(PathTemplate path, Map<String, Operation> operations, Map<String, String> unusable) {}

    /** The operation that a request asks for. */
    public sealed interface Match {
        /** @param values of the path's variables, as text */
        record Found(Operation operation, Map<String, String> values) implements Match {}

        /** The description does not have the operation. */
        record None(String why) implements Match {}

        /** The operation may be either of two. */
        record Ambiguous(String why) implements Match {}
    }

    private final Map<Integer, List<PathItem>> bySize = new HashMap<>();
    private final List<Operation> operations;

    Description(List<PathItem> paths) {
        for (PathItem item : paths) {
            bySize.computeIfAbsent(item.path().size(), size -> new ArrayList<>())
                    .add(item);
        }
        var byName = new TreeMap<String, Operation>();
        paths.forEach(item -> item.operations().values().forEach(one -> byName.put(one.name(), one)));
        this.operations = List.copyOf(byName.values());
    }

    /** The operations that can be called, by name. */
    public List<Operation> operations() {
        return operations;
    }

    /**
     * Finds the operation.
     *
     * @param segments of the path below the API's address, decoded
     */
    public Match match(String method, List<String> segments) {
        List<PathItem> found = best(segments, false);
        if (found.isEmpty()) {
            return new Match.None("the description has no such path");
        }
        // A server that ignores case would take `/orders/EXPORT` for `/orders/export`, whatever is decided about it
        // here.
        if (found.size() > 1 || !best(segments, true).equals(found)) {
            return new Match.Ambiguous("the path matches more than one path of the description");
        }
        PathItem item = found.getFirst();
        Operation operation = item.operations().get(method);
        if (operation != null) {
            Map<String, String> values = item.path().match(segments, false).orElseThrow();
            return new Match.Found(operation, values);
        }
        return new Match.None(Optional.ofNullable(item.unusable().get(method))
                .orElseGet(() -> "`" + item.path() + "` is described with "
                        + String.join(", ", new TreeMap<>(item.operations()).keySet()) + " only"));
    }

    /** The variables of a path that some operation describes, whatever its method. */
    public Optional<Map<String, String>> variables(List<String> segments) {
        List<PathItem> found = best(segments, false);
        return found.size() == 1 ? found.getFirst().path().match(segments, false) : Optional.empty();
    }

    /** Returns the paths that cover the segments, and that none of the others beats. */
    private List<PathItem> best(List<String> segments, boolean anyCase) {
        List<PathItem> covering = bySize.getOrDefault(segments.size(), List.of()).stream()
                .filter(item -> item.path().match(segments, anyCase).isPresent())
                .toList();
        return covering.stream()
                .filter(item ->
                        covering.stream().noneMatch(other -> other.path().beats(item.path())))
                .toList();
    }
}
