package dev.interlock.engine.event;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * An attribute of a party that nobody registered, and on which a finding rests: as long as it is not known, nobody is independent of the
 * party in it.
 *
 * @param call number of the recorded call whose actor it is unknown of; empty for the caller itself
 */
public record UnknownAttribute(OptionalLong call, String attribute) implements Comparable<UnknownAttribute> {

    private static final Comparator<UnknownAttribute> ORDER = Comparator.comparingLong(
                    (UnknownAttribute unknown) -> unknown.call().orElse(-1))
            .thenComparing(UnknownAttribute::attribute);

    /** The attribute of the caller. */
    public static UnknownAttribute ofCaller(String attribute) {
        return new UnknownAttribute(OptionalLong.empty(), attribute);
    }

    /** The attribute of who made a recorded call. */
    public static UnknownAttribute of(long call, String attribute) {
        return new UnknownAttribute(OptionalLong.of(call), attribute);
    }

    /**
     * The attributes of a level that keep the caller from being independent of who made a recorded call, because nobody registered them
     * of one of the two; none where the two are independent, or are not in an attribute that is known of both.
     */
    public static List<UnknownAttribute> between(Actor caller, Actor other, long call, Collection<String> level) {
        var unknown = new ArrayList<UnknownAttribute>(0);
        var names = new ArrayList<>(Attributes.ALWAYS);
        names.addAll(level);
        for (String name : names) {
            AttributeValue mine = caller.get(name);
            AttributeValue theirs = other.get(name);
            if (AttributeValue.surelyDiffer(mine, theirs)) {
                continue;
            }
            int before = unknown.size();
            if (mine instanceof AttributeValue.Unknown) {
                unknown.add(ofCaller(name));
            }
            if (theirs instanceof AttributeValue.Unknown) {
                unknown.add(of(call, name));
            }
            if (unknown.size() == before) {
                return List.of();
            }
        }
        return unknown;
    }

    @Override
    public int compareTo(UnknownAttribute other) {
        return ORDER.compare(this, other);
    }
}
