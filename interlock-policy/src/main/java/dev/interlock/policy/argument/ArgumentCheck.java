package dev.interlock.policy.argument;

import dev.interlock.engine.model.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds arguments of a call that two readers could read differently, and arguments that nobody declared. This is the one place
 * for it: arguments that pass here arrive at a server as they were decided on, by whatever rules that server matches names.
 */
public final class ArgumentCheck {

    /** The most faults that are told; one is enough to deny. */
    private static final int MOST_FAULTS = 16;
    /** The deepest nesting, which is that of the canonical form. */
    private static final int DEEPEST = 64;

    private final @Nullable Declared byHand;
    private final ReadPaths reads;
    private final ArgumentSchema schema;
    private final List<Fault> faults = new ArrayList<>(0);
    /** The place that is looked at. */
    private final StringBuilder place = new StringBuilder(64).append("args");

    private ArgumentCheck(Optional<? extends Declared> byHand, ReadPaths reads, ArgumentSchema schema) {
        this.byHand = byHand.orElse(null);
        this.reads = reads;
        this.schema = schema;
    }

    /**
     * The faults in the arguments; each of them denies.
     *
     * @param byHand the declarations of the catalogue, if it has any
     * @param reads the arguments that the catalogue and the rules read
     * @param args values are String, Boolean, numbers, null, lists and maps
     */
    public static List<Fault> faults(
            Optional<? extends Declared> byHand, ReadPaths reads, ArgumentSchema schema, Map<String, ?> args) {
        var check = new ArgumentCheck(byHand, reads, schema);
        Spot top = check.top();
        check.object(args, top, 0);
        if (schema instanceof ArgumentSchema.Shown shown && !shown.merged().isEmpty()) {
            MergedGroups.faults(shown, reads, args).forEach(check::fault);
        }
        return check.faults;
    }

    /**
     * The knowledge about one place in the arguments.
     *
     * @param names the rule for the names that an object there may have
     * @param hand the declaration of the catalogue; null if there is none
     * @param schema the declaration of the schema of the tool; null if there is none
     * @param read the arguments that are read here and below; null if none are
     * @param within whether all of it is read, as a part of an argument that is read as a whole
     * @param reviewed whether somebody reviewed the part of the schema about this place
     */
    private record Spot(
            Declared.Names names,
            @Nullable Declared hand,
            @Nullable Declared schema,
            @Nullable ReadPaths read,
            boolean within,
            boolean reviewed) {

        /** A place in data. */
        static final Spot DATA = new Spot(Declared.Names.DATA, null, null, null, false, false);

        boolean isRead() {
            return within || read != null && read.end();
        }
    }

    private Spot top() {
        Declared shown =
                schema instanceof ArgumentSchema.Shown(Declared declared, var d, var r, var m) ? declared : null;
        Declared.Names names = byHand != null
                ? byHand.names()
                : schema instanceof ArgumentSchema.Untold ? Declared.Names.OPEN : Declared.Names.CLOSED;
        return new Spot(
                names, byHand, shown, reads, false, schema instanceof ArgumentSchema.Shown known && known.reviewed());
    }

    /** The place of a member; null where its name is not declared. */
    private @Nullable Spot member(Spot at, String name) {
        Declared hand = at.hand() == null ? null : at.hand().member(name);
        Declared shown = at.schema() == null ? null : at.schema().member(name);
        ReadPaths read = at.read() == null ? null : at.read().step(name);
        boolean declared = hand != null || shown != null || read != null;
        if (!declared && at.names() == Declared.Names.CLOSED) {
            return null;
        }
        Declared.Names names = names(at, hand, shown);
        boolean data = names == Declared.Names.DATA && read == null && !at.isRead();
        return new Spot(
                names == Declared.Names.DATA && !data ? Declared.Names.OPEN : names,
                hand,
                shown,
                read,
                at.isRead(),
                at.reviewed() && !isAnswered(at, name));
    }

    /** Returns whether answers to questions stand there: a review is of the tool, not of the questions of its server. */
    private static boolean isAnswered(Spot at, String name) {
        return at.schema() instanceof AnsweredTool tool && tool.name().equals(name);
    }

    /** The rule for names that somebody stated at this place, or else around it. */
    private static Declared.Names names(Spot at, @Nullable Declared hand, @Nullable Declared shown) {
        if (hand != null && hand.names() != Declared.Names.CLOSED) {
            return hand.names();
        }
        return shown != null && shown.names() != Declared.Names.CLOSED ? shown.names() : at.names();
    }

    private void object(Map<?, ?> object, Spot at, int depth) {
        if (depth > DEEPEST) {
            fault("is nested too deeply; at most " + DEEPEST + " levels are read");
            return;
        }
        Map<String, String> bySkeleton = new HashMap<>();
        for (Map.Entry<?, ?> entry : object.entrySet()) {
            if (faults.size() >= MOST_FAULTS) {
                return;
            }
            String name = String.valueOf(entry.getKey());
            int here = place.length();
            Written.step(name, place);
            if (isHarmful(name, entry.getValue())) {
                place.setLength(here);
                continue;
            }
            if (at.names() == Declared.Names.DATA) {
                value(entry.getValue(), Spot.DATA, depth + 1);
            } else {
                named(name, entry.getValue(), at, bySkeleton, depth);
            }
            place.setLength(here);
        }
    }

    private void named(String name, @Nullable Object value, Spot at, Map<String, String> bySkeleton, int depth) {
        String skeleton = Skeleton.of(name);
        if (skeleton.isEmpty()) {
            fault("has neither a letter nor a digit in its name; omit it");
            return;
        }
        boolean reviewed = isReviewed(at, name);
        String spelled = at.read() == null || at.read().step(name) != null
                ? null
                : at.read().spelled(skeleton);
        if (spelled != null && !reviewed) {
            fault("is another spelling of `" + spelled + "`, which rules read; use that spelling");
            return;
        }
        Spot member = member(at, name);
        if (member == null) {
            fault(undeclared(at, skeleton));
            return;
        }
        String twin = bySkeleton.putIfAbsent(skeleton, name);
        if (twin != null && !mayBeside(at, name, twin)) {
            fault("is the same name as `" + Written.cut(twin) + "` to some servers; send only one of the two");
            return;
        }
        value(value, member, depth + 1);
    }

    /** Returns whether two names of one skeleton may stand together: both are reviewed, or both are declared and neither is read. */
    private boolean mayBeside(Spot at, String name, String twin) {
        if (isReviewed(at, name) && isReviewed(at, twin)) {
            return true;
        }
        return isDeclared(at, name)
                && isDeclared(at, twin)
                && !at.isRead()
                && (at.read() == null
                        || at.read().step(name) == null && at.read().step(twin) == null);
    }

    private static boolean isDeclared(Spot at, String name) {
        return at.hand() != null && at.hand().member(name) != null
                || at.schema() != null && at.schema().member(name) != null;
    }

    private static boolean isReviewed(Spot at, String name) {
        return at.reviewed() && at.schema() != null && at.schema().member(name) != null;
    }

    private String undeclared(Spot at, String skeleton) {
        for (Declared each : new Declared[] {at.hand(), at.schema()}) {
            if (each == null) {
                continue;
            }
            for (String declared : each.members()) {
                if (Skeleton.of(declared).equals(skeleton)) {
                    return "is not declared; the tool has `" + Written.cut(declared) + "`, so use that name";
                }
            }
        }
        return switch (schema) {
            case ArgumentSchema.Shown shown -> "is not declared by the tool's schema; omit it";
            case ArgumentSchema.None none ->
                "is not declared: the tool's schema is not available here, so the catalogue must list it under the"
                        + " tool's `arguments` or set `arguments: open`; omit it until then";
            case ArgumentSchema.Untold untold -> "is not declared; omit it, or list it under the tool's `arguments`";
        };
    }

    /** Returns whether the member is a fault wherever it stands, because some reader obeys it; the fault is then noted. */
    private boolean isHarmful(String name, @Nullable Object value) {
        if (hasControl(name)) {
            fault("has a control character in its name; omit it");
            return true;
        }
        if (name.equals("__proto__") || name.equals("constructor") && value instanceof Map<?, ?>) {
            fault("changes how some servers read every object; omit it");
            return true;
        }
        return false;
    }

    private static boolean hasControl(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private void value(@Nullable Object value, Spot at, int depth) {
        if (faults.size() >= MOST_FAULTS) {
            return;
        }
        if (value == null) {
            if (at.read() != null && at.read().end() && !mayBeNull(at)) {
                fault("is null; omit it");
            }
            return;
        }
        if (value instanceof Number number && !Numbers.isCanonical(number)) {
            fault("is a number that servers round differently; send it as text, or with fewer digits");
        } else if (value instanceof String text && text.indexOf('\0') >= 0) {
            fault("contains a NUL character, at which some servers stop reading");
        }
        if (at.names() != Declared.Names.DATA) {
            constrained(value, at);
        }
        if (value instanceof Map<?, ?> object) {
            object(object, at, depth);
        } else if (value instanceof List<?> list) {
            list(list, at, depth);
        }
    }

    private boolean mayBeNull(Spot at) {
        if (at.hand() != null && at.hand().types().contains(ValueType.NULL)) {
            return true;
        }
        return at.schema() != null
                && (at.schema().types().isEmpty() || at.schema().types().contains(ValueType.NULL));
    }

    private void constrained(Object value, Spot at) {
        if (!isFaulty(value, at.hand())) {
            boolean unused = isFaulty(value, at.schema());
        }
    }

    /** Returns whether the value is not as it is declared; the fault is then noted. */
    private boolean isFaulty(Object value, @Nullable Declared declared) {
        if (declared == null) {
            return false;
        }
        if (!fits(value, declared.types())) {
            fault("must be " + Written.types(declared.types()));
            return true;
        }
        for (Constraint constraint : declared.constraints()) {
            Optional<String> broken = constraint.broken(value);
            if (broken.isPresent()) {
                fault(broken.get());
                return true;
            }
        }
        return false;
    }

    private static boolean fits(Object value, Set<ValueType> types) {
        for (ValueType type : types) {
            if (type.fits(value)) {
                return true;
            }
        }
        return types.isEmpty();
    }

    private void list(List<?> list, Spot at, int depth) {
        if (depth > DEEPEST) {
            fault("is nested too deeply; at most " + DEEPEST + " levels are read");
            return;
        }
        Declared hand = at.hand() == null ? null : at.hand().elements();
        Declared shown = at.schema() == null ? null : at.schema().elements();
        Declared.Names names = names(at, hand, shown);
        var element = new Spot(names, hand, shown, at.read(), at.within(), at.reviewed());
        for (int i = 0; i < list.size(); i++) {
            int here = place.length();
            place.append('[').append(i).append(']');
            value(list.get(i), element, depth + 1);
            place.setLength(here);
        }
    }

    /** Notes a fault at the place that is looked at. */
    private void fault(String message) {
        fault(new Fault(place.toString(), message));
    }

    private void fault(Fault fault) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(fault);
        }
    }
}
