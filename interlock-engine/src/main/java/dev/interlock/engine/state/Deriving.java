package dev.interlock.engine.state;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.monitor.CallViewBuilder;
import dev.interlock.engine.table.KeyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The open calls that derive objects. Until they are settled, nobody can tell of an object that is not established whether
 * it is the copy, and so from what it descends.
 */
final class Deriving {

    private final List<CallView> open = new ArrayList<>(0);

    void reserve(CallView call) {
        if (!call.facts().derivedFrom().isEmpty()) {
            open.add(call);
        }
    }

    /** Removes a call that is open no more. */
    void leave(CallView call) {
        open.remove(call);
    }

    /** The unresolved types of the call, with the types of objects that may be copies. All keys of the builder so far are its own. */
    Set<String> unresolved(CallViewBuilder own, KeyTable keys) {
        Set<String> found = own.unresolved();
        for (CallView other : open) {
            if (own.continues(other)) {
                continue;
            }
            for (int i = 0; i < own.size(); i++) {
                String type = own.key(i).kind();
                if (other.facts().derives(type) && other.mayCreate(own.key(i), own.id(i), keys)) {
                    found = with(found, type);
                }
            }
        }
        return found;
    }

    /** The unresolved types, with the types of guessed names that the call may give to a copy. */
    static Set<String> unresolved(Set<String> unresolved, CallFacts facts, int[] guessed, KeyTable keys) {
        Set<String> found = unresolved;
        for (int id : guessed) {
            String type = keys.key(id).kind();
            if (facts.derives(type)) {
                found = with(found, type);
            }
        }
        return found;
    }

    private static Set<String> with(Set<String> types, String more) {
        var all = new TreeSet<>(types);
        all.add(more);
        return all;
    }
}
