package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.codec.EventCodec;
import dev.interlock.engine.codec.Forgotten;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.event.SuspendCause;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.commitment.Opening;
import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.commitment.Salts;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.ledger.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Texts and names of a domain at work: hidden in the leaves, put back when they are read, and missed when they are gone. */
class ForgettingTest {

    private final Caller ann = Rig.agent("ann", "olga");
    private final Caller bob = Rig.agent("bob", "olga");
    private final Caller vera = person("vera");
    private final MemoryStore store = new MemoryStore();
    private final MemoryStore snapshots = new MemoryStore();
    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final Ed25519Signer signer = signer();

    private static Ed25519Signer signer() {
        try {
            return Ed25519Signer.generate("example.com/forgetting", new SecureRandom());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Caller person(String name) {
        return new Caller(
                name,
                "token-" + name,
                true,
                false,
                new TreeMap<>(Map.of("model", AttributeValue.notApplicable())),
                new TreeSet<>(),
                Optional.empty());
    }

    private Domain open() throws IOException {
        return Rig.open(store, snapshots, signer, Rig.bundle("one"), clock);
    }

    @BeforeEach
    void record() throws Exception {
        try (Domain domain = open()) {
            long first = Rig.task(domain, ann);
            var created = (Answer.Permit)
                    domain.ask(Rig.call0(ann, first, Rig.create())).answer();
            domain.ask(
                    new Command.SettleCall(created.call(), new Settlement.Succeeded(List.of(Key.parse("vendor/7")))));
            long second = Rig.task(domain, bob);
            assertThat(domain.ask(Rig.call0(bob, second, Rig.pay("7"))).answer())
                    .as("olga owns both")
                    .isInstanceOf(Answer.Deny.class);
            domain.ask(new Command.EndTask(second, vera, EndReason.CANCELLED));
        }
        reopen();
    }

    private void reopen() {
        store.reopen();
        snapshots.reopen();
    }

    private List<PartyName> names() throws IOException {
        List<PartyName> names = new ArrayList<>();
        store.names(names::add);
        return names;
    }

    private PartyName name(String text) throws IOException {
        return names().stream()
                .filter(name -> name.text().equals(text))
                .findFirst()
                .orElseThrow();
    }

    private List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        store.read(0, store.size(), (index, leaf, opening) -> entries.add(new Entry(leaf, opening)));
        return entries;
    }

    private byte[] folded(LeafReader.Gaps gaps) throws IOException {
        return StateSnapshot.write(new LedgerReplayer(store, gaps).all(Rig.bundle("one")));
    }

    /** Neither a fold nor a server that folds all of it goes on. */
    private void refused(String message) {
        for (ThrowingCallable reading : List.<ThrowingCallable>of(
                () -> folded(LeafReader.Gaps.REFUSED),
                () -> Rig.open(store, new MemoryStore(), signer, Rig.bundle("one"), clock))) {
            assertThatThrownBy(reading).isInstanceOf(StoreException.class).hasMessageContaining(message);
            reopen();
        }
    }

    @Test
    void noLeafShowsWhoOwnsOrWhatWasSaid() throws Exception {
        for (Entry entry : entries()) {
            assertThat(new String(entry.leaf(), StandardCharsets.UTF_8)).doesNotContain("olga", "vera", "do it");
        }
        assertThat(names()).extracting(PartyName::text).containsExactlyInAnyOrder("olga", "vera");
        List<Event> events = new ArrayList<>();
        new LedgerReplayer(store).scan(0, store.size(), recorded -> events.add(recorded.event()));
        assertThat(events.toString()).contains("olga", "vera", "do it");
    }

    @Test
    void aNameKeepsItsPseudonymOverRestarts() throws Exception {
        List<PartyName> before = names();
        try (Domain domain = open()) {
            Rig.task(domain, bob);
        }
        reopen();
        assertThat(names()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void aChangedOpeningIsRefused() throws Exception {
        byte[] opening = entries().get(1).opening();
        opening[opening.length - 3] ^= 1;
        store.replaceOpening(1, opening);
        refused("the opening of entry 1 of the ledger was changed");
        store.replaceOpening(1, new byte[] {1});
        refused("the opening of entry 1 of the ledger was changed");
    }

    @Test
    void swappedOpeningsAreRefused() throws Exception {
        byte[] one = entries().get(1).opening();
        store.replaceOpening(1, entries().get(4).opening());
        store.replaceOpening(4, one);
        refused("the opening of entry 1 of the ledger was changed");
    }

    @Test
    void anOpeningOfWhatHidesNothingIsRefused() throws Exception {
        assertThat(entries().get(3).opening()).isEmpty();
        store.replaceOpening(3, entries().get(1).opening());
        refused("the opening of entry 3 of the ledger was changed");
    }

    @Test
    void aMissingOpeningIsRefused() throws Exception {
        store.replaceOpening(2, Entry.NOTHING);
        refused("the opening of entry 2 of the ledger is missing");
    }

    @Test
    void aMissingNameIsRefused() throws Exception {
        store.removeName(name("olga").pseudonym());
        refused("in entry 1 is missing");
    }

    @Test
    void theNameOrTheSaltOfSomebodyElseIsRefused() throws Exception {
        PartyName olga = name("olga");
        PartyName vera = name("vera");
        store.replaceName(new PartyName(olga.pseudonym(), vera.opening()));
        refused("the name under the pseudonym `" + olga.pseudonym() + "` was changed");
        store.replaceName(new PartyName(
                olga.pseudonym(),
                new Opening(vera.opening().salt(), olga.opening().value())));
        refused("the name under the pseudonym `" + olga.pseudonym() + "` was changed");
    }

    @Test
    void aSecondPseudonymIsRefusedAtTheStart() throws Exception {
        store.replaceName(PartyName.of("olga", new byte[Opening.SALT]));
        assertThatThrownBy(this::open).isInstanceOf(StoreException.class).hasMessageContaining("was changed");
    }

    @Test
    void whatIsLeftIsFoldedAsIfNamesWerePseudonyms() throws Exception {
        String olga = name("olga").pseudonym();
        List<Recorded> renamed = new ArrayList<>();
        new LedgerReplayer(store)
                .scan(0, store.size(), recorded -> renamed.add(renamed(recorded, "forgotten:" + olga)));
        State expected = State.empty(Rig.bundle("one"));
        renamed.forEach(expected::apply);
        store.removeName(olga);
        assertThat(folded(LeafReader.Gaps.SHOWN)).isEqualTo(StateSnapshot.write(expected));
        for (int i = 0; i < store.size(); i++) {
            store.replaceOpening(i, Entry.NOTHING);
        }
        List<Recorded> bare = new ArrayList<>();
        new LedgerReplayer(store, LeafReader.Gaps.SHOWN).scan(0, store.size(), bare::add);
        assertThat(bare).hasSameSizeAs(renamed);
        assertThat(((Event.TaskOpened) bare.get(1).event()).instruction()).startsWith("[forgotten ");
        assertThat(((Event.TaskOpened) bare.get(1).event()).owner())
                .isEqualTo(AttributeValue.known("forgotten:" + olga));
        Event.CallDenied denied = (Event.CallDenied) bare.get(5).event();
        assertThat(denied.findings())
                .isEqualTo(((Event.CallDenied) renamed.get(5).event()).findings());
        assertThat(denied.facts().projection()).isEmpty();
    }

    @SuppressWarnings("unchecked")
    private static Recorded renamed(Recorded recorded, String name) {
        try {
            String json = new String(CanonicalJson.encode(EventCodec.toMap(recorded)), StandardCharsets.UTF_8)
                    .replace("\"olga\"", "\"" + name + "\"");
            return EventCodec.fromMap(
                    (Map<String, @Nullable Object>) CanonicalJson.decode(json.getBytes(StandardCharsets.UTF_8)));
        } catch (RuntimeException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aForgottenNameKeepsItsPseudonymInWhatIsRecordedLater() throws Exception {
        String olga = name("olga").pseudonym();
        store.removeName(olga);
        var writer = new LeafWriter(store, Salts.random());
        writer.load();
        Entry entry = writer.entry(
                new Recorded(9, 2_000_000, "b", new Event.TaskEnded(1, EndReason.CLOSED, "forgotten:" + olga)));
        assertThat(new String(entry.leaf(), StandardCharsets.UTF_8))
                .contains("\"by\":{\"pseudonym\":\"" + olga + "\"}");
        assertThat(writer.fresh()).isEmpty();
        // a name that only looks so, of somebody who is not forgotten, is a name like any other
        String vera = name("vera").pseudonym();
        Entry other = writer.entry(
                new Recorded(9, 2_000_000, "b", new Event.TaskEnded(1, EndReason.CLOSED, "forgotten:" + vera)));
        assertThat(new String(other.leaf(), StandardCharsets.UTF_8)).doesNotContain(vera);
        assertThat(Forgotten.pseudonym("forgotten:" + vera)).contains(vera);
    }

    @Test
    void whatALeafWriterWritesIsFixedByItsSalts() throws Exception {
        byte[] next = new byte[Opening.SALT];
        var writer = new LeafWriter(new MemoryStore(), () -> {
            next[Opening.SALT - 1]++;
            return next.clone();
        });
        writer.load();
        Entry entry = writer.entry(new Recorded(
                7,
                1_795_000_000_007L,
                "sha-256:b1",
                new AgentEvent.Suspended("ap-clerk", SuspendCause.BY_HAND, "maria", "acts strangely")));
        assertThat(new String(entry.leaf(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"agent\":\"ap-clerk\",\"bundle\":\"sha-256:b1\",\"by\":{\"pseudonym\":\"8rAW5GL4j2bTggk3nLzHc_21fdlHy2LibdCiFUEbZpU\"},\"cause\":\"by-hand\",\"commitment\":\"ZCkebOmC0AB2nRR8L-WXwazfnCWP4nMp8TVuBGqQh8M\",\"seq\":7,\"time\":1795000000007,\"type\":\"agent-suspended\",\"v\":2}");
        assertThat(Opening.parse(entry.opening()))
                .get()
                .extracting(opening -> new String(opening.value(), StandardCharsets.UTF_8))
                .isEqualTo("{\"reason\":\"acts strangely\"}");
    }
}
