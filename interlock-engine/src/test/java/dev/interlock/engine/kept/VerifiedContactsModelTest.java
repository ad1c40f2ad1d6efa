package dev.interlock.engine.kept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.RuleStage;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.decide.ContactLookup;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.ContactChanges;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Sha256;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.state.Actors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random stories of calls that register, change and remove contacts, and of people who withdraw contacts. After each step the contacts of
 * all agents are those of a plain model, which follows docs/semantics.md by going through everything that happened.
 */
class VerifiedContactsModelTest {

    private static final int STORIES = 200;
    private static final int STEPS = 60;
    private static final List<String> DESTINATIONS = List.of("sha-256:d1", "sha-256:d2", "sha-256:d3");
    private static final List<String> TIERS = List.of("note", "low", "middle", "high");
    private static final List<String> MARKS = List.of("mail.send", "money.pay");

    private enum Standing {
        OPEN,
        VERIFIED,
        VOID
    }

    /** A call with contacts, as the model knows it. */
    private static final class Told {
        private final long call;
        private final Caller by;
        private final ContactChanges changes;
        private final String tier;
        private final boolean creates;
        /** The digests of the objects that it is about. */
        private final Set<String> about;

        private final Set<String> ids = new TreeSet<>();
        private Standing standing;
        private boolean identified;
        private boolean exact;

        private Told(
                long call,
                Caller by,
                ContactChanges changes,
                Set<String> about,
                String tier,
                boolean creates,
                boolean approved) {
            this.call = call;
            this.by = by;
            this.changes = changes;
            this.tier = tier;
            this.creates = creates;
            this.about = about;
            this.ids.addAll(changes.ended());
            this.ids.addAll(changes.written());
            this.ids.addAll(about);
            this.standing = approved && !changes.registered().isEmpty() ? Standing.OPEN : Standing.VOID;
        }

        private boolean isNamed(Set<String> names) {
            return !Collections.disjoint(names, changes.registered()) || !Collections.disjoint(names, ids);
        }

        private boolean changesAnObject() {
            return about.stream()
                    .anyMatch(id -> changes.ended().contains(id)
                            && !changes.registered().contains(id));
        }

        private boolean counts(String inTier, String mark) {
            return TIERS.indexOf(inTier) <= TIERS.indexOf(tier)
                    && (changes.marks().isEmpty() || changes.marks().contains(mark));
        }
    }

    private final RuleStage stage = new RuleStage(new Rule.Require(
            RuleStage.head(),
            RuleStage.CREATE,
            List.of(),
            Optional.of(new Approval(Optional.empty(), 1, Optional.empty(), 3_600_000)),
            Set.of()));
    private final List<Caller> agents = List.of(stage.ada, stage.ben, stage.cleo, stage.nemo);
    private final List<Told> told = new ArrayList<>();
    private final List<Told> inFlight = new ArrayList<>();
    private final List<String> objects = new ArrayList<>();
    private boolean linked;
    private int found;
    private int withdrawn;
    /** The contacts without ids that a removal of another one left, and those that it ended although it did not name them. */
    private int kept;

    private int guessed;

    /** Returns whether the owners are surely the same, or may be. */
    private boolean sameOwner(Caller a, Caller b, boolean surely) {
        if (a.equals(stage.nemo) || b.equals(stage.nemo)) {
            return !surely;
        }
        return linked || a.equals(stage.cleo) == b.equals(stage.cleo);
    }

    /** Voids the registrations that a call may have removed by now. */
    private void removes(ContactChanges changes, Set<String> about, Optional<Told> own, Caller by, boolean observed) {
        if (!changes.ends()) {
            return;
        }
        List<Told> concerned = told.stream()
                .filter(one -> own.filter(one::equals).isEmpty())
                .filter(one -> observed || sameOwner(by, one.by, /* surely= */ false))
                .toList();
        boolean all = changes.ended().isEmpty();
        Set<String> names = new TreeSet<>(about);
        names.addAll(changes.ended());
        names.addAll(changes.written());
        boolean exact = own.filter(call -> call.exact).isPresent()
                || !all
                        && changes.ended().stream()
                                .allMatch(text -> concerned.stream()
                                        .anyMatch(one -> one.standing == Standing.VERIFIED
                                                && one.changes.registered().contains(text)));
        own.ifPresent(call -> call.exact = exact);
        for (Told one : concerned) {
            boolean means = one.isNamed(names) || !exact && !one.identified;
            kept += one.standing == Standing.VERIFIED && !all && !one.identified && !means ? 1 : 0;
            guessed += one.standing == Standing.VERIFIED && !all && means && !one.isNamed(names) ? 1 : 0;
            if (one.standing == Standing.OPEN || all || means) {
                one.standing = Standing.VOID;
            }
        }
    }

    private OptionalLong contact(Caller agent, String destination, String tier, String mark) {
        return told.stream()
                .filter(one -> one.standing == Standing.VERIFIED
                        && one.changes.registered().contains(destination)
                        && one.counts(tier, mark)
                        && sameOwner(agent, one.by, /* surely= */ true))
                .mapToLong(one -> one.call)
                .max();
    }

    private ContactChanges changes(Random random) {
        boolean registers = random.nextInt(4) > 0;
        boolean ends = !registers || random.nextInt(8) == 0;
        Collection<String> ended =
                ends && random.nextInt(6) > 0 ? some(random, random.nextBoolean() ? DESTINATIONS : named()) : Set.of();
        Collection<String> written = !ended.isEmpty() && random.nextInt(4) == 0 ? some(random, named()) : Set.of();
        return new ContactChanges(
                new TreeSet<>(registers ? some(random, DESTINATIONS) : Set.of()),
                new TreeSet<>(random.nextBoolean() ? some(random, MARKS) : Set.of()),
                ends,
                new TreeSet<>(ended),
                new TreeSet<>(written));
    }

    private List<String> named() {
        List<String> all = new ArrayList<>(DESTINATIONS);
        objects.stream().skip(Math.max(0, objects.size() - 3)).forEach(object -> all.add(digest(object)));
        return all;
    }

    private static String digest(String object) {
        return Sha256.digest(object.substring(object.indexOf('/') + 1));
    }

    private static Set<String> some(Random random, List<String> from) {
        Set<String> some = new TreeSet<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            some.add(from.get(random.nextInt(from.size())));
        }
        return some;
    }

    private void begin(Random random) {
        Caller by = agents.get(random.nextInt(agents.size()));
        ContactChanges changes = changes(random);
        RuleStage.Call call = stage.call(by, RuleStage.CREATE).changing(changes);
        List<String> about =
                objects.isEmpty() || random.nextInt(3) > 0 ? List.of() : List.copyOf(some(random, objects));
        call.on(about.toArray(String[]::new));
        Set<String> digests = new TreeSet<>(
                about.stream().map(VerifiedContactsModelTest::digest).toList());
        boolean creates = random.nextBoolean();
        if (creates) {
            call.creates("client").upserts();
        }
        if (random.nextInt(12) == 0) {
            call.observed(creates ? new String[] {created()} : new String[0]);
            removes(changes, digests, Optional.empty(), by, /* observed= */ true);
            return;
        }
        boolean approved = random.nextInt(5) > 0;
        String tier = approved ? approvable(random, by) : "note";
        call.risk(tier);
        if (approved) {
            stage.approve(((Answer.Hold) call.ask()).hold());
        }
        Told made = new Told(call.inFlight(), by, changes, digests, tier, creates, approved);
        removes(changes, digests, Optional.of(made), by, /* observed= */ false);
        told.add(made);
        inFlight.add(made);
    }

    /** A tier in which somebody may approve a call: no one is of another owner than an agent of whom nobody knows it. */
    private String approvable(Random random, Caller by) {
        return by.equals(stage.nemo) || random.nextBoolean() ? "low" : "middle";
    }

    private String created() {
        objects.add("client/" + (objects.size() + 1));
        return objects.getLast();
    }

    private void settle(Random random) {
        Told one = inFlight.remove(random.nextInt(inFlight.size()));
        switch (random.nextInt(one.creates ? 6 : 5)) {
            case 0 -> {
                stage.fail(one.call);
                one.standing = Standing.VOID;
            }
            case 5 -> {
                String there = created();
                stage.settle(one.call, new Settlement.Existed(List.of(Key.parse(there)), List.of()));
                removes(one.changes, one.about, Optional.of(one), one.by, /* observed= */ false);
                one.standing = Standing.VOID;
            }
            case 1 -> {
                stage.settle(one.call, new Settlement.Unknown("no answer"));
                removes(one.changes, one.about, Optional.of(one), one.by, /* observed= */ false);
                succeed(one, created -> stage.reconcile(one.call, new Settlement.Succeeded(created)));
            }
            default -> succeed(one, created -> stage.settle(one.call, new Settlement.Succeeded(created)));
        }
    }

    private void succeed(Told one, Consumer<List<Key>> settle) {
        List<Key> created = one.creates ? List.of(Key.parse(created())) : List.of();
        settle.accept(created);
        removes(one.changes, one.about, Optional.of(one), one.by, /* observed= */ false);
        created.forEach(object -> one.ids.add(Sha256.digest(object.value())));
        one.identified = !created.isEmpty() || one.changesAnObject();
        one.standing = one.standing == Standing.OPEN ? Standing.VERIFIED : Standing.VOID;
    }

    /** Withdraws what a call registered, mostly of those where there is something to withdraw. */
    private void withdraw(Random random) {
        List<Told> left =
                told.stream().filter(one -> one.standing != Standing.VOID).toList();
        List<Told> from = left.isEmpty() || random.nextInt(5) == 0 ? told : left;
        if (from.isEmpty()) {
            return;
        }
        Told one = from.get(random.nextInt(from.size()));
        Answer answer = stage.ask(new Command.WithdrawContact(one.call, RuleStage.person("vera", "audit"), "mistaken"));
        assertThat(answer instanceof Answer.Done).as("withdrawn").isEqualTo(one.standing != Standing.VOID);
        withdrawn += one.standing == Standing.VERIFIED ? 1 : 0;
        one.standing = Standing.VOID;
    }

    private void step(Random random) {
        switch (random.nextInt(20)) {
            case 0 -> stage.restarted();
            case 2 -> withdraw(random);
            case 1 -> {
                if (random.nextInt(10) == 0 && !linked) {
                    stage.link(new Link.Values("owner", "one", "two"));
                    linked = true;
                }
            }
            default -> {
                if (inFlight.isEmpty() || random.nextBoolean()) {
                    begin(random);
                } else {
                    settle(random);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void contactsAreThoseOfAPlainModel(long seed) {
        var random = new Random(seed);
        for (int story = 0; story < STORIES / 10; story++) {
            var one = new VerifiedContactsModelTest();
            for (int step = 0; step < STEPS; step++) {
                one.step(random);
                one.compare("seed " + seed + ", story " + story + ", step " + step);
            }
            found += one.found;
            withdrawn += one.withdrawn;
            kept += one.kept;
            guessed += one.guessed;
        }
        assertThat(found).as("contacts that were found").isGreaterThan(500);
        assertThat(withdrawn).as("contacts that were withdrawn").isPositive();
        assertThat(kept).as("contacts without ids that stayed").isPositive();
        assertThat(guessed)
                .as("contacts without ids that a removal may have meant")
                .isPositive();
    }

    private void compare(String at) {
        for (Caller agent : agents) {
            for (String destination : DESTINATIONS) {
                for (String tier : TIERS) {
                    for (String mark : MARKS) {
                        compare(at, agent, destination, tier, mark);
                    }
                }
            }
        }
    }

    private void compare(String at, Caller agent, String destination, String tier, String mark) {
        CallFacts reaching = CallFacts.builder("pay", "sha-256:1", tier)
                .marks(new TreeSet<>(Set.of(mark)))
                .build();
        OptionalLong expected = contact(agent, destination, tier, mark);
        assertThat(ContactLookup.call(stage.state, Actors.outside(agent), reaching, destination))
                .as("%s: %s for %s, %s in tier %s", at, destination, agent.name(), mark, tier)
                .isEqualTo(expected);
        found += expected.isPresent() ? 1 : 0;
    }
}
