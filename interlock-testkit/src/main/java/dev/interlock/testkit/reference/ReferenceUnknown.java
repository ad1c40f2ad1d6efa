package dev.interlock.testkit.reference;

import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The attributes of two parties that nobody registered, where nothing else keeps the two from being independent. */
final class ReferenceUnknown {

    private ReferenceUnknown() {}

    /** The attributes of the level that are unknown of the caller, or of who made the call; none where one is known and the same. */
    static List<UnknownAttribute> between(Actor caller, Actor other, long call, Collection<String> level) {
        List<String> same = Stream.concat(Attributes.ALWAYS.stream(), level.stream())
                .filter(name -> !AttributeValue.surelyDiffer(caller.get(name), other.get(name)))
                .toList();
        if (!same.stream().allMatch(name -> isUnknown(caller, name) || isUnknown(other, name))) {
            return List.of();
        }
        List<UnknownAttribute> unknown = new ArrayList<>();
        same.stream()
                .filter(name -> isUnknown(caller, name))
                .forEach(name -> unknown.add(UnknownAttribute.ofCaller(name)));
        same.stream()
                .filter(name -> isUnknown(other, name))
                .forEach(name -> unknown.add(UnknownAttribute.of(call, name)));
        return unknown;
    }

    private static boolean isUnknown(Actor party, String attribute) {
        return party.get(attribute) instanceof AttributeValue.Unknown;
    }
}
