package dev.interlock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.codec.EventCodec;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Configuration;
import dev.interlock.engine.model.ConfigurationEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The configuration of the server is recorded when it is another one than before, with what changed of it. */
class ConfigurationRecordedTest {

    private final Office office = new Office();

    private static SortedMap<String, ConfigurationEntry> owned(Map<String, String> owners) {
        var entries = new TreeMap<String, ConfigurationEntry>();
        owners.forEach((agent, owner) ->
                entries.put("agent/" + agent, new ConfigurationEntry(new TreeMap<>(Map.of("owner", List.of(owner))))));
        return entries;
    }

    private Answer record(SortedMap<String, ConfigurationEntry> entries) {
        return office.ask(new Command.RecordConfiguration(entries, Optional.of("ops")));
    }

    private ConfigurationRecorded last() {
        return (ConfigurationRecorded) office.last();
    }

    private static String digest(SortedMap<String, ConfigurationEntry> entries) {
        return Configuration.digest(Configuration.digests(entries));
    }

    @Test
    void theFirstOneIsRecordedInFullAndTheSameOneNotAgain() {
        var entries = owned(Map.of("clerk", "finance", "payer", "treasury"));
        assertThat(record(entries)).isEqualTo(new Answer.Done(1));
        assertThat(last())
                .isEqualTo(new ConfigurationRecorded(
                        1,
                        digest(entries),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.of("ops"),
                        entries,
                        List.of()));
        int size = office.recorded.size();
        assertThat(record(entries)).isEqualTo(new Answer.Done(1));
        assertThat(office.recorded).hasSize(size);
    }

    @Test
    void ofTheNextOnesOnlyWhatChangedIsRecordedAlsoOverARestart() {
        record(owned(Map.of("bot", "finance", "clerk", "finance", "payer", "treasury")));
        office.restart();
        var after = owned(Map.of("clerk", "controls", "payer", "treasury"));
        assertThat(record(after)).isEqualTo(new Answer.Done(2));
        assertThat(last().changed()).isEqualTo(owned(Map.of("clerk", "controls")));
        assertThat(last().removed()).containsExactly("agent/bot");
        assertThat(last().before()).hasValue(1);
        assertThat(last().revertedTo()).isEmpty();
        office.restart();
        assertThat(office.state.configuration().digest()).isEqualTo(digest(after));
        assertThat(office.state.configuration().number()).hasValue(2);
    }

    @Test
    void aConfigurationThatIsSetBackSaysToWhich() {
        var first = owned(Map.of("clerk", "finance"));
        record(first);
        record(owned(Map.of("clerk", "controls")));
        office.restart();
        record(first);
        assertThat(last().revertedTo()).hasValue(1);
        assertThat(last().before()).hasValue(2);
        record(owned(Map.of("clerk", "treasury")));
        assertThat(last().revertedTo()).isEmpty();
        record(first);
        assertThat(last().revertedTo())
                .as("the latest of those that are the same")
                .hasValue(3);
    }

    @Test
    void aLargeOneTakesSeveralEventsOfOneDecision() {
        var owners = new TreeMap<String, String>();
        for (int i = 0; i < 100; i++) {
            owners.put("agent-" + i, "o".repeat(400));
        }
        assertThat(record(owned(owners))).isEqualTo(new Answer.Done(1));
        List<ConfigurationRecorded> parts = office.recorded.stream()
                .skip(1)
                .map(recorded -> (ConfigurationRecorded) recorded.event())
                .toList();
        assertThat(parts).hasSizeGreaterThan(3).allMatch(part -> part.configuration() == 1);
        var all = new TreeMap<String, ConfigurationEntry>();
        parts.forEach(part -> all.putAll(part.changed()));
        assertThat(all).isEqualTo(owned(owners));
        assertThat(office.recorded)
                .allMatch(recorded -> EventCodec.toMap(recorded).toString().length() < 16_384);
        assertThat(office.state.configuration().number()).hasValue(1);
        assertThat(record(owned(owners))).isEqualTo(new Answer.Done(1));
    }

    @Test
    void nothingWithoutBoundsIsRecorded() {
        assertThat(record(new TreeMap<>())).isInstanceOf(Answer.Refused.class);
        assertThat(((Answer.Refused) record(owned(Map.of("clerk", "o".repeat(5_000))))).code())
                .isEqualTo(RefusalCode.ARGUMENT_INVALID);
        assertThat(record(owned(Map.of("cl\nerk", "finance")))).isInstanceOf(Answer.Refused.class);
        assertThat(record(owned(Map.of("c".repeat(600), "finance")))).isInstanceOf(Answer.Refused.class);
        assertThat(office.recorded).hasSize(1);
    }

    @Test
    void noTwoEntriesHaveOneDigest() {
        var lines = new ConfigurationEntry(new TreeMap<>(Map.of("a", List.of("b\ntext c"))));
        var texts = new ConfigurationEntry(new TreeMap<>(Map.of("a", List.of("b", "c"))));
        var settings = new ConfigurationEntry(new TreeMap<>(Map.of("a", List.of("b"), "c", List.of("d"))));
        var joined = new ConfigurationEntry(new TreeMap<>(Map.of("a", List.of("b", "c", "d"))));
        assertThat(List.of(lines.digest(), texts.digest(), settings.digest(), joined.digest()))
                .doesNotHaveDuplicates();
    }
}
