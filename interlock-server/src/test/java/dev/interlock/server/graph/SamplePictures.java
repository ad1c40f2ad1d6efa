package dev.interlock.server.graph;

import dev.interlock.server.graph.Conflict.Side;
import dev.interlock.server.graph.Conflict.Step;
import dev.interlock.server.graph.Picture.Call;
import dev.interlock.server.graph.Picture.Card;
import dev.interlock.server.graph.Picture.Edge;
import dev.interlock.server.graph.Picture.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Pictures made up under a seed: few parts and many, names of every length and script, calls of every verdict. */
final class SamplePictures {

    private static final List<String> WORDS = List.of(
            "planner",
            "a",
            "helper-of-the-planner-in-the-third-region",
            "WWWWWWWWWWWWWWWWWWWW",
            "支払い担当者",
            "מתכנן",
            "x\u202Ey\u200B",
            "<script>alert(1)</script>",
            "name ".repeat(40),
            "l".repeat(200),
            "Zoë & \"Co\"");

    private final Random random;
    private final List<Frame> frames = new ArrayList<>();
    private final List<Card> cards = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private int number = 1;

    private SamplePictures(long seed) {
        random = new Random(seed);
    }

    /** A picture with a ring. */
    static Picture ring(long seed) {
        return new SamplePictures(seed).ring();
    }

    /** A picture of tasks. */
    static Picture tasks(long seed, int most) {
        var sample = new SamplePictures(seed);
        sample.parts(1 + sample.random.nextInt(most), sample.random.nextInt(most * 2));
        return new Picture(
                "Tasks", "Some tasks.", sample.frames, sample.cards, sample.edges, Optional.empty(), Optional.empty());
    }

    private void parts(int tasks, int objects) {
        for (int i = 0; i < objects; i++) {
            cards.add(new Card(word().replaceAll("\\s", "") + "/" + i, random.nextBoolean() ? "" : word()));
        }
        for (int i = 0; i < tasks; i++) {
            var calls = new ArrayList<Call>();
            String task = "t-" + number++;
            for (int c = random.nextInt(14); c >= 0; c--) {
                calls.add(call());
            }
            boolean root = i == 0 || random.nextInt(3) == 0;
            frames.add(new Frame(
                    task,
                    word(),
                    random.nextBoolean() ? "" : word(),
                    word(),
                    word(),
                    root,
                    root
                            ? Optional.empty()
                            : Optional.of(frames.get(random.nextInt(i)).id()),
                    1_000L * number,
                    calls,
                    random.nextInt(4) == 0 ? 12 : 0,
                    random.nextInt(4) == 0 ? 1 : 0,
                    random.nextBoolean(),
                    number % 3 == 0 ? List.of("erp-db", WORDS.get(number % WORDS.size())) : List.of()));
        }
        for (int i = 1; i < objects; i++) {
            if (random.nextBoolean()) {
                edges.add(new Edge(
                        Ref.object(cards.get(i).id()),
                        Ref.object(cards.get(random.nextInt(i)).id()),
                        Edge.Kind.BELONGS_TO));
            }
        }
    }

    private Call call() {
        Verdict verdict = Verdict.values()[random.nextInt(Verdict.values().length)];
        var call = new Call("c-" + number++, 1_000L * number, verdict, word(), word(), "erp/" + word());
        for (int i = random.nextInt(3); i > 0 && !cards.isEmpty(); i--) {
            edges.add(new Edge(
                    Ref.call(call.id()),
                    Ref.object(cards.get(random.nextInt(cards.size())).id()),
                    Edge.Kind.TOUCHES));
        }
        return call;
    }

    private Picture ring() {
        parts(1 + random.nextInt(4), 3 + random.nextInt(8));
        Frame first = frames.get(random.nextInt(frames.size()));
        Frame second = frames.get(random.nextInt(frames.size()));
        Call earlier = first.calls().get(random.nextInt(first.calls().size()));
        Call later = second.calls().getLast();
        int objects = random.nextInt(4);
        List<String> on = cards.stream().limit(objects).map(Card::id).toList();
        var conflict = new Conflict(
                new Side(earlier, random.nextInt(8) == 0 ? Optional.empty() : Optional.of(first.id()), word()),
                new Side(later, Optional.of(second.id()), word()),
                on,
                on.isEmpty() ? "" : on.get(random.nextInt(on.size())),
                "belongs to",
                word(),
                List.of(
                        new Step("One.", word()),
                        new Step("Two.", word()),
                        new Step("Three.", ""),
                        new Step("Four.", word())),
                "AP-01",
                random.nextBoolean() ? List.of() : List.of("AP-04 on " + word()));
        return new Picture("Why", "Because.", frames, cards, edges, Optional.of(conflict), Optional.of(later.id()));
    }

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }
}
