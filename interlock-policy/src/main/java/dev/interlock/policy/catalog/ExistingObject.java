package dev.interlock.policy.catalog;

import dev.interlock.engine.model.Key;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An object that existed before anybody called a tool here, and the objects that it belongs to. A source tells of it as of a call that
 * created it, of a tool that nobody calls and that does nothing but create an object of the type.
 *
 * @param tool as {@code server/tool}, where the source names it
 */
public record ExistingObject(Key object, List<Key> of, Optional<String> tool) {

    public ExistingObject {
        of = List.copyOf(of);
    }

    /** The call that tells of the object, or why there is none. */
    public sealed interface Telling {

        record Call(String server, String tool, Map<String, Object> args, Map<String, Object> result)
                implements Telling {}

        record None(String why) implements Telling {}
    }

    /** @param trusted the duties that the source is trusted for */
    public Telling telling(Catalog catalog, Set<String> trusted) {
        String type = object.kind();
        List<ToolEntry> listing = catalog.tools().values().stream()
                .filter(entry -> tool.map(entry.name()::equals).orElse(true))
                .filter(entry -> isListing(entry, type))
                .toList();
        List<ToolEntry> told =
                listing.stream().filter(entry -> entry.mayCarry(trusted)).toList();
        if (told.size() == 1) {
            return call(told.getFirst());
        }
        if (told.size() > 1) {
            return new Telling.None("several tools report a `" + type + "`; name one of "
                    + told.stream().map(ToolEntry::name).toList() + " as `tool`");
        }
        if (!listing.isEmpty()) {
            return new Telling.None("you are not trusted for any duty of `"
                    + listing.getFirst().name() + "`, so your report would have no effect; add "
                    + listing.getFirst().base().marks() + " to the source's `trusted-for` in the bundle");
        }
        return new Telling.None(tool.map(name ->
                                "`" + name + "` is not an observed-only tool that creates only a `" + type + "`")
                        .orElse("no tool reports existing objects of type `" + type + "`")
                + "; add one to the catalogue, such as `list_" + type + ": {duty: " + type + ".listed, creates: {"
                + type + ": result.id}, observed: true}`, and add its duty to the source's `trusted-for`");
    }

    private static boolean isListing(ToolEntry entry, String type) {
        Mapping base = entry.base();
        return entry.observed()
                && entry.anyOf().isEmpty()
                && base.creates().keySet().equals(Set.of(type))
                && base.list().isEmpty()
                && base.on().isEmpty()
                && base.derives().isEmpty();
    }

    private Telling call(ToolEntry entry) {
        SortedMap<String, ArgumentPath> paths = new TreeMap<>(entry.base().of());
        Map<String, Object> args = new LinkedHashMap<>();
        for (Key owner : of) {
            ArgumentPath path = paths.remove(owner.kind());
            if (path == null) {
                return new Telling.None(
                        entry.base().of().containsKey(owner.kind())
                                ? "it belongs to one `" + owner.kind() + "`, but two are named"
                                : "`" + entry.name() + "` does not say that a `" + object.kind() + "` belongs to a `"
                                        + owner.kind() + "`; add `of: {" + owner.kind() + ": args." + owner.kind()
                                        + "}` to it");
            }
            put(args, path.steps(), owner.value());
        }
        if (!paths.isEmpty()) {
            return new Telling.None("`" + entry.name() + "` says that it belongs to a `" + paths.firstKey()
                    + "`; name it as `of`, such as `" + paths.firstKey() + "/7`");
        }
        Map<String, Object> result = new LinkedHashMap<>();
        entry.base().creates().values().forEach(path -> put(result, path.steps(), object.value()));
        return new Telling.Call(entry.server(), entry.tool(), args, result);
    }

    @SuppressWarnings("unchecked") // the maps are those that were put in here
    private static void put(Map<String, Object> into, List<String> steps, String value) {
        Map<String, Object> at = into;
        for (String step : steps.subList(0, steps.size() - 1)) {
            at = (Map<String, Object>) at.computeIfAbsent(step, name -> new LinkedHashMap<String, Object>());
        }
        at.put(steps.getLast(), value);
    }
}
