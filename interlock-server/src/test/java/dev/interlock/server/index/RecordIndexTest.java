package dev.interlock.server.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Caller;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.Rig;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.index.Term.Kind;
import dev.interlock.testkit.generate.Playwright;
import dev.interlock.testkit.generate.World;
import dev.interlock.testkit.generate.WorldGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index of the record says what a slow scan of the record says, while it grows, after a restart, and when it fails. */
class RecordIndexTest {

    @TempDir
    private Path folder;

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    /** A domain in which a made-up story happens. */
    private static final class Stage implements AutoCloseable {
        private final World world;
        private final Playwright playwright;
        private final MemoryStore store = new MemoryStore();
        private final AtomicLong clock = new AtomicLong(1_000_000);
        private final Domain domain;
        private final List<Recorded> record = new ArrayList<>();

        Stage(long seed) throws Exception {
            world = WorldGenerator.world(seed);
            playwright = new Playwright(world);
            domain = Rig.open(
                    store,
                    store,
                    Ed25519Signer.generate("example.com/test", new SecureRandom()),
                    world.bundle(),
                    clock);
            settle();
        }

        void play(int commands) throws IOException {
            for (int i = 0; i < commands; i++) {
                var cue = playwright.next(record);
                clock.set(cue.atMillis());
                var unused = domain.ask(cue.command());
                read();
            }
            settle();
        }

        /** Has a person register a passkey and remove it: plays know none. */
        void passkey() throws IOException {
            Caller person = world.persons().getFirst();
            var register = new AgentCommand.RegisterPasskey(person, "phone", "aWQ", "a2V5", 0, Optional.empty());
            long number = ((Answer.Done) domain.ask(register).answer()).number();
            var unused = domain.ask(new AgentCommand.RemovePasskey(number, person.name(), person));
            read();
        }

        /** Has the domain record what the time alone brings about, so that it records nothing more by itself at this time. */
        private void settle() throws IOException {
            var unused = domain.ask(new Command.Tick());
            read();
        }

        private void read() throws IOException {
            domain.history().scan(record.size(), domain.ledger().size(), record::add);
        }

        @Override
        public void close() throws IOException {
            domain.close();
        }
    }

    private static void awaitAll(RecordIndex index, Stage stage) {
        Until.is(index::indexed, (long) stage.record.size());
        assertThat(index.size()).isEqualTo(stage.record.size());
    }

    /** All entries about a term, page by page. */
    private static List<Long> all(RecordIndex index, Set<Term> terms, int limit) {
        var all = new ArrayList<Long>();
        long before = Long.MAX_VALUE;
        while (true) {
            EntryPage page = index.find(terms, before, limit);
            assertThat(page.numbers()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page.numbers());
            if (page.next().isEmpty()) {
                return all;
            }
            before = page.next().getAsLong();
        }
    }

    /** All entries about a term, from the oldest on, page by page. */
    private static List<Long> oldestFirst(RecordIndex index, Term term) {
        var all = new ArrayList<Long>();
        for (List<Long> page = index.from(term, 0, 1_000); !page.isEmpty(); ) {
            all.addAll(page);
            page = index.from(term, all.getLast() + 1, 1_000);
        }
        return all;
    }

    private static List<Long> newestFirst(Set<Long> numbers) {
        return List.copyOf(new TreeSet<>(numbers).descendingSet());
    }

    private static void assertIsAsScanned(RecordIndex index, Stage stage) {
        Map<Term, Set<Long>> scanned = new SlowScan(stage.record).byTerm();
        scanned.forEach((term, numbers) -> {
            assertThat(all(index, Set.of(term), 7)).as("%s", term).isEqualTo(newestFirst(numbers));
            assertThat(oldestFirst(index, term)).as("%s", term).isEqualTo(List.copyOf(numbers));
            if (term instanceof Term.Named named) {
                assertThat(index.counted(named))
                        .contains(new Counted(
                                named.name(),
                                numbers.size(),
                                newestFirst(numbers).getFirst()));
            }
        });
        for (Kind kind : EnumSet.of(
                Kind.EVENT, Kind.VERDICT, Kind.PARTY, Kind.RULE, Kind.OBJECT, Kind.PARTY_VERDICT, Kind.RULE_EFFECT)) {
            var names = new TreeSet<String>();
            scanned.keySet().forEach(term -> {
                if (term instanceof Term.Named named && named.kind() == kind) {
                    names.add(named.name());
                }
            });
            assertThat(index.counted(kind, "", "", 1_000))
                    .extracting(Counted::name)
                    .containsExactlyElementsOf(names);
        }
    }

    @Test
    void itSaysWhatASlowScanSays() throws Exception {
        var kinds = EnumSet.noneOf(Kind.class);
        for (long seed : List.of(1L, 8L, 13L, 18L)) {
            try (var stage = new Stage(seed)) {
                stage.passkey();
                stage.play(120);
                try (var index = RecordIndex.start(stage.domain, folder)) { // that reads what is there
                    awaitAll(index, stage);
                    assertIsAsScanned(index, stage);
                    stage.play(120); // and follows what is new
                    awaitAll(index, stage);
                    assertIsAsScanned(index, stage);
                    new SlowScan(stage.record).byTerm().keySet().forEach(term -> kinds.add(term.kind()));
                }
            }
        }
        assertThat(kinds).isEqualTo(EnumSet.allOf(Kind.class));
    }

    @Test
    void severalTermsGiveWhatIsAboutAllOfThem() throws Exception {
        try (var stage = new Stage(3)) {
            stage.play(200);
            try (var index = RecordIndex.start(stage.domain, folder)) {
                awaitAll(index, stage);
                Map<Term, Set<Long>> scanned = new SlowScan(stage.record).byTerm();
                List<Term> terms = scanned.keySet().stream()
                        .filter(term -> term instanceof Term.Named)
                        .toList();
                int met = 0;
                for (Term one : terms) {
                    for (Term other : terms) {
                        var both = new TreeSet<>(scanned.get(one));
                        both.retainAll(scanned.get(other));
                        assertThat(all(index, new HashSet<>(List.of(one, other)), 5))
                                .isEqualTo(newestFirst(both));
                        met += both.isEmpty() ? 0 : 1;
                    }
                }
                assertThat(met).isGreaterThan(100);
            }
        }
    }

    @Test
    void namesAreListedByPrefixAndByTheirNewestEntries() throws Exception {
        try (var stage = new Stage(2)) {
            stage.play(200);
            try (var index = RecordIndex.start(stage.domain, folder)) {
                awaitAll(index, stage);
                List<Counted> all = index.counted(Kind.OBJECT, "", "", 1_000);
                List<Counted> vendors = all.stream()
                        .filter(counted -> counted.name().startsWith("vendor/"))
                        .toList();
                assertThat(vendors).hasSizeGreaterThan(2).hasSizeLessThan(all.size());
                assertThat(index.counted(Kind.OBJECT, "vendor/", "", 1_000)).isEqualTo(vendors);
                assertThat(index.counted(
                                Kind.OBJECT, "vendor/", vendors.getFirst().name(), 1))
                        .containsExactly(vendors.get(1));

                var newest = new ArrayList<Counted>();
                List<Counted> page = index.newest(Kind.OBJECT, Optional.empty(), 3);
                while (!page.isEmpty()) {
                    newest.addAll(page);
                    page = index.newest(Kind.OBJECT, Optional.of(page.getLast()), 3);
                }
                assertThat(newest).containsExactlyInAnyOrderElementsOf(all);
                assertThat(newest).isSortedAccordingTo((a, b) -> Long.compare(b.last(), a.last()));
            }
        }
    }

    @Test
    void aPageOfTermsThatNeverMeetIsShortAndSaysWhereToGoOn() throws Exception {
        try (IndexFile file = IndexFile.create(folder)) {
            var postings = new Postings();
            postings.add(0, Set.of(Term.rule("A"), Term.rule("B")));
            for (long number = 1; number <= 2L * IndexFile.MOST_COMPARED + 2; number++) {
                postings.add(number, Set.of(Term.rule(number % 2 == 0 ? "A" : "B")));
            }
            file.add(postings);
            List<Term> both = List.of(Term.rule("A"), Term.rule("B"));
            EntryPage newest = file.find(both, Long.MAX_VALUE, 3);
            assertThat(newest.numbers()).isEmpty();
            assertThat(file.find(both, newest.next().orElseThrow(), 3))
                    .isEqualTo(new EntryPage(List.of(0L), OptionalLong.empty()));
        }
    }

    @Test
    void aFileThatWasLeftIsReplacedAndNoneIsLeft() throws Exception {
        Path file = folder.resolve("index.db");
        Files.writeString(file, "left by somebody");
        try (var stage = new Stage(1)) {
            stage.play(20);
            for (int start = 0; start < 2; start++) {
                try (var index = RecordIndex.start(stage.domain, folder)) {
                    awaitAll(index, stage);
                    assertIsAsScanned(index, stage);
                }
                assertThat(folder).isEmptyDirectory();
            }
        }
    }

    @Test
    void anIndexThatCannotBeMadeIsUnavailableAndDecisionsGoOn() throws Exception {
        try (var stage = new Stage(1);
                var index = RecordIndex.start(stage.domain, folder.resolve("none"))) {
            assertUnavailable(index);
            stage.play(5);
            assertThat(index.indexed()).isZero();
        }
    }

    @Test
    void anIndexWhoseDiskIsFullIsUnavailableUntilItIsMadeAgain() throws Exception {
        try (var stage = new Stage(1)) {
            var full = new AtomicBoolean(true);
            var made = new AtomicInteger();
            try (var index = RecordIndex.start(stage.domain, () -> {
                IndexFile file = IndexFile.create(folder);
                made.incrementAndGet();
                if (full.get()) {
                    file.limitPages(20);
                }
                return file;
            })) {
                while (index.trouble().isEmpty()) {
                    stage.play(1);
                }
                assertThat(index.isComplete()).isFalse();
                long before = stage.record.size();
                while (stage.record.size() == before) {
                    stage.play(1); // calls are decided all the same
                }
                Until.holds(() -> made.get() > 1); // and it fails again
                full.set(false);
                awaitAll(index, stage);
                assertThat(index.trouble()).isEmpty();
                assertIsAsScanned(index, stage);
            }
            assertThat(folder).isEmptyDirectory();
        }
    }

    private static void assertUnavailable(RecordIndex index) {
        assertThat(index.trouble()).isPresent();
        assertThatThrownBy(() -> index.find(Set.of(Term.party("ann")), Long.MAX_VALUE, 10))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("it is being rebuilt");
    }
}
