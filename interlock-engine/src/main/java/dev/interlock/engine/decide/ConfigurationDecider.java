package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Configuration;
import dev.interlock.engine.model.ConfigurationEntry;
import dev.interlock.engine.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The record of the configuration: what is new, what differs and what is gone since it was last recorded. Nothing is decided by it,
 * because whoever asks for a decision brings along what is registered; it lets others see later what that was.
 */
final class ConfigurationDecider {

    /** Most characters in the entries of one event, so that it stays a leaf of bounded size. */
    private static final int MOST_CHARACTERS = 8_192;

    /** The part of a record that one event has. */
    private record Part(SortedMap<String, ConfigurationEntry> changed, List<String> removed) {}

    private ConfigurationDecider() {}

    static Decision record(State state, Command.RecordConfiguration command) {
        var proposal = new Proposal(state);
        if (command.entries().isEmpty()
                || !command.entries().entrySet().stream().allMatch(ConfigurationDecider::isBounded)
                || !command.user().stream().allMatch(ConfigurationDecider::isName)) {
            return proposal.refuse(
                    RefusalCode.ARGUMENT_INVALID,
                    "the entries of a configuration must have names of bounded length without control characters");
        }
        Configuration last = state.configuration();
        SortedMap<String, String> digests = Configuration.digests(command.entries());
        String digest = Configuration.digest(digests);
        if (digest.equals(last.digest())) {
            return proposal.answer(new Answer.Done(last.number().orElseThrow()));
        }
        long number = proposal.next();
        OptionalLong revertedTo = last.lastRecorded(digest);
        for (Part part : parts(command.entries(), digests, last)) {
            proposal.add(new ConfigurationRecorded(
                    number, digest, last.number(), revertedTo, command.user(), part.changed(), part.removed()));
        }
        return proposal.answer(new Answer.Done(number));
    }

    private static boolean isBounded(Map.Entry<String, ConfigurationEntry> entry) {
        return isName(entry.getKey()) && entry.getValue().length() <= Command.RecordConfiguration.LONGEST_ENTRY;
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= Command.RecordConfiguration.LONGEST_NAME
                && name.chars().noneMatch(Character::isISOControl);
    }

    /** The difference from the configuration before, in the order of the names: first what changed, then what is gone. */
    private static List<Part> parts(
            SortedMap<String, ConfigurationEntry> entries, SortedMap<String, String> digests, Configuration before) {
        var parts = new ArrayList<Part>();
        int room = 0;
        for (Map.Entry<String, ConfigurationEntry> entry : entries.entrySet()) {
            String name = entry.getKey();
            if (!Objects.equals(digests.get(name), before.entries().get(name))) {
                room = next(parts, room, name.length() + entry.getValue().length());
                parts.getLast().changed().put(name, entry.getValue());
            }
        }
        for (String name : before.entries().keySet()) {
            if (!entries.containsKey(name)) {
                room = next(parts, room, name.length());
                parts.getLast().removed().add(name);
            }
        }
        return parts;
    }

    /** Begins another part where this much has no place in the last one. Returns the room that is left in the last one. */
    private static int next(List<Part> parts, int room, int length) {
        if (parts.isEmpty() || length > room) {
            parts.add(new Part(new TreeMap<>(), new ArrayList<>()));
            return MOST_CHARACTERS - length;
        }
        return room - length;
    }
}
