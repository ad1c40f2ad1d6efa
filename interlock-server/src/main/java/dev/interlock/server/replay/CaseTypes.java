package dev.interlock.server.replay;

import dev.interlock.engine.id.TextForm;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.policy.catalog.ArgumentPath;
import dev.interlock.policy.catalog.Mapping;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.replay.read.LogArguments;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The types of objects that are cases of event logs, and nothing else: calls act on them by the argument {@code case} alone. Behind the end
 * of a case nobody acts on such an object, so nothing has to be known of it.
 */
final class CaseTypes {

    private static final List<String> CASE = List.of(LogArguments.CASE);

    private CaseTypes() {}

    static Set<String> in(PolicyBundle.Compiled policy) {
        Collection<ObjectType> types = policy.engine().types().values();
        var found = new TreeSet<String>();
        for (ObjectType type : types) {
            // under any other form two names may be one object
            if (type.of().isEmpty() && type.id().orElseGet(TextForm::new) instanceof TextForm) {
                found.add(type.name());
            }
        }
        types.forEach(type -> found.removeAll(type.of().keySet()));
        for (ToolEntry tool : policy.catalog().tools().values()) {
            found.removeAll(tool.all().keySet());
            tool.mappings().forEach(mapping -> found.removeIf(type -> isMore(type, mapping)));
        }
        return found;
    }

    /** Returns whether objects of the type are also named by something other than the case. */
    private static boolean isMore(String type, Mapping mapping) {
        ArgumentPath path = mapping.on().get(type);
        return mapping.creates().containsKey(type)
                || mapping.of().containsKey(type)
                || mapping.derives().containsKey(type)
                || mapping.check().containsKey(type)
                || mapping.mayExist().contains(type)
                || (path != null
                        && !(path.root().equals(ArgumentPath.ARGS)
                                && path.steps().equals(CASE)));
    }
}
