package dev.interlock.server.app;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.Event;
import dev.interlock.server.config.RecordedEntries;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.Reply;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The record of the configuration at a start: what decisions rely on is in the ledger before the first of them. A configuration that was
 * set back to an earlier one is told of, for it may undo what somebody mended.
 */
final class ConfigurationRecord {

    private static final System.Logger LOG = System.getLogger(ConfigurationRecord.class.getName());

    /** Most entries that a message names. */
    private static final int MOST = 20;

    private ConfigurationRecord() {}

    /**
     * Records the configuration where it is another one than before, and logs what changed.
     *
     * @throws IOException if it cannot be recorded: nothing may be decided by it then
     */
    static void of(ServerConfig config, Domain domain) throws IOException {
        Reply reply = domain.ask(new Command.RecordConfiguration(RecordedEntries.of(config), user()));
        if (reply.answer() instanceof Answer.Refused refused) {
            throw new IOException("the configuration cannot be recorded: " + refused.message());
        }
        for (Event event : reply.events()) {
            if (event instanceof ConfigurationRecorded first && first.before().isPresent()) {
                tell(first, reply.events(), domain);
                return;
            }
        }
    }

    /** The user of the operating system who started the server, as far as Java knows. */
    private static Optional<String> user() {
        String name = System.getProperty("user.name", "").strip();
        boolean known = !name.isEmpty()
                && !name.equals("?")
                && name.length() <= Command.RecordConfiguration.LONGEST_NAME
                && name.chars().noneMatch(Character::isISOControl);
        return known ? Optional.of(name) : Optional.empty();
    }

    private static void tell(ConfigurationRecorded first, List<Event> events, Domain domain) {
        String changed = names(events);
        if (first.revertedTo().isEmpty()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "the configuration has changed (entry " + first.configuration() + "): " + changed);
            return;
        }
        long earlier = first.revertedTo().getAsLong();
        LOG.log(
                System.Logger.Level.WARNING,
                "the configuration is an older one. It was in force from "
                        + Instant.ofEpochMilli(domain.history().event(earlier).timeMillis()) + " (entry " + earlier
                        + "), and later changes are undone: " + changed
                        + ". If that was not intended, stop the server and start it with the newest configuration");
    }

    private static String names(List<Event> events) {
        var names = new ArrayList<String>();
        for (Event event : events) {
            if (event instanceof ConfigurationRecorded part) {
                names.addAll(part.changed().keySet());
                part.removed().forEach(name -> names.add(name + " (removed)"));
            }
        }
        int further = names.size() - MOST;
        return String.join(", ", names.subList(0, Math.min(MOST, names.size())))
                + (further > 0 ? " and " + further + " more" : "");
    }
}
