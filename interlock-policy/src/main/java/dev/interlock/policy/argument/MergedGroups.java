package dev.interlock.policy.argument;

import dev.interlock.engine.model.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Groups of arguments that servers merge into one object, as frameworks do with path, query and body of a request: a name in one
 * of them must not pass for one in another.
 */
final class MergedGroups {

    private final ArgumentSchema.Shown schema;
    private final ReadPaths reads;
    private final Map<String, ?> args;

    private MergedGroups(ArgumentSchema.Shown schema, ReadPaths reads, Map<String, ?> args) {
        this.schema = schema;
        this.reads = reads;
        this.args = args;
    }

    static List<Fault> faults(ArgumentSchema.Shown schema, ReadPaths reads, Map<String, ?> args) {
        var groups = new MergedGroups(schema, reads, args);
        List<Fault> faults = new ArrayList<>();
        for (String group : schema.merged()) {
            for (String other : schema.merged()) {
                if (!group.equals(other)) {
                    groups.compare(group, other, faults);
                }
            }
        }
        return faults;
    }

    private void compare(String group, String other, List<Fault> faults) {
        Map<?, ?> here = members(group);
        for (Map.Entry<?, ?> entry : here.entrySet()) {
            String name = String.valueOf(entry.getKey());
            String passesFor = passesFor(group, name, entry.getValue(), other);
            if (passesFor != null) {
                faults.add(new Fault(
                        "args" + Written.step(group) + Written.step(name),
                        "is read as `" + Written.cut(passesFor) + "` in the " + other
                                + " by servers that merge the two; omit it"));
            }
        }
    }

    /**
     * The name that stands, or is read, in the other group and is the same argument for a server that merges groups; null
     * where none is.
     */
    private @Nullable String passesFor(String group, String name, @Nullable Object value, String other) {
        String skeleton = Skeleton.of(name);
        ReadPaths read = reads.step(other);
        boolean readHere = reads.step(group) != null && isStep(reads.step(group), name);
        if (!readHere && read != null && read.spelled(skeleton) != null && !isDeclared(other, name)) {
            return read.spelled(skeleton);
        }
        for (Map.Entry<?, ?> there : members(other).entrySet()) {
            String twin = String.valueOf(there.getKey());
            if (Skeleton.of(twin).equals(skeleton)) {
                boolean same = twin.equals(name) && isDeclared(group, name) && isDeclared(other, name);
                boolean eitherRead = readHere || isStep(read, twin);
                if (!same || eitherRead && !Objects.equals(value, there.getValue())) {
                    return twin;
                }
            }
        }
        return null;
    }

    private static boolean isStep(@Nullable ReadPaths reads, String name) {
        return reads != null && reads.step(name) != null;
    }

    private boolean isDeclared(String group, String name) {
        Declared declared = schema.declared().member(group);
        return declared != null && declared.member(name) != null;
    }

    private Map<?, ?> members(String group) {
        return args.get(group) instanceof Map<?, ?> members ? members : Map.of();
    }
}
