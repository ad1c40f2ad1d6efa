package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.ConfigurationEntry;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.ReferenceDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The configurations that were recorded: each is what the one before was, with the changes of its events. */
final class ReferenceConfigurations {

    private static final int LONGEST_NAME = 512;
    private static final int LONGEST_ENTRY = 4_096;
    private static final int LONGEST_EVENT = 8_192;

    private ReferenceConfigurations() {}

    static Decision record(History history, Command.RecordConfiguration command) {
        boolean bounded = command.entries().entrySet().stream()
                .allMatch(entry -> isName(entry.getKey()) && length(entry.getValue()) <= LONGEST_ENTRY);
        if (command.entries().isEmpty()
                || !bounded
                || command.user().filter(user -> !isName(user)).isPresent()) {
            return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
        }
        List<ConfigurationRecorded> records = history.events.stream()
                .filter(recorded -> recorded.event() instanceof ConfigurationRecorded)
                .map(recorded -> (ConfigurationRecorded) recorded.event())
                .toList();
        var last = new TreeMap<String, ConfigurationEntry>();
        for (ConfigurationRecorded record : records) {
            last.putAll(record.changed());
            record.removed().forEach(last::remove);
        }
        if (last.equals(command.entries())) {
            return new Decision(List.of(), new Answer.Done(records.getLast().configuration()));
        }
        String digest = digest(command.entries());
        OptionalLong revertedTo = records.stream()
                .filter(record -> record.digest().equals(digest))
                .mapToLong(ConfigurationRecorded::configuration)
                .max();
        OptionalLong before = records.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(records.getLast().configuration());
        long number = history.events.size();
        List<Event> events = new ArrayList<>();
        var changed = new TreeMap<String, ConfigurationEntry>();
        var removed = new ArrayList<String>();
        int length = 0;
        for (Map.Entry<String, ConfigurationEntry> entry : command.entries().entrySet()) {
            if (!entry.getValue().equals(last.get(entry.getKey()))) {
                int more = entry.getKey().length() + length(entry.getValue());
                if (length + more > LONGEST_EVENT) {
                    events.add(new ConfigurationRecorded(
                            number, digest, before, revertedTo, command.user(), changed, removed));
                    changed.clear();
                    length = 0;
                }
                changed.put(entry.getKey(), entry.getValue());
                length += more;
            }
        }
        for (String name : last.keySet()) {
            if (!command.entries().containsKey(name)) {
                if (length + name.length() > LONGEST_EVENT) {
                    events.add(new ConfigurationRecorded(
                            number, digest, before, revertedTo, command.user(), changed, removed));
                    changed.clear();
                    removed.clear();
                    length = 0;
                }
                removed.add(name);
                length += name.length();
            }
        }
        events.add(new ConfigurationRecorded(number, digest, before, revertedTo, command.user(), changed, removed));
        return new Decision(events, new Answer.Done(number));
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= LONGEST_NAME && name.chars().noneMatch(Character::isISOControl);
    }

    private static int length(ConfigurationEntry entry) {
        return entry.settings().entrySet().stream()
                .mapToInt(setting -> setting.getKey().length()
                        + setting.getValue().stream()
                                .mapToInt(text -> text.length() + 1)
                                .sum())
                .sum();
    }

    private static String digest(Map<String, ConfigurationEntry> entries) {
        var lines = new ArrayList<String>();
        entries.forEach((name, entry) -> lines.add(digest(entry) + " " + ReferenceDigest.escaped(name)));
        return ReferenceDigest.ofLines(lines);
    }

    private static String digest(ConfigurationEntry entry) {
        var lines = new ArrayList<String>();
        entry.settings().forEach((name, texts) -> {
            lines.add("setting " + ReferenceDigest.escaped(name));
            texts.forEach(text -> lines.add("text " + ReferenceDigest.escaped(text)));
        });
        return ReferenceDigest.ofLines(lines);
    }
}
