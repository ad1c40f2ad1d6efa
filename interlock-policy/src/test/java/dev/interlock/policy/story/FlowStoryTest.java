package dev.interlock.policy.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.policy.Bundles;
import dev.interlock.policy.compile.PolicyBundle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Stories that are made up, under a rule of the kind {@code flow}. */
class FlowStoryTest {

    private static final PolicyBundle.Compiled BUNDLE = Bundles.compiled("""
        server: mail
        tools:
          send: {duty: mail.send, risk: mid, content: {asks: message, destination: [to]}}
        intents: {assist: {goal: Do what the user asks, allow: [mail.send]}}
        rules: [{id: F-1, title: No mail chooses to whom the agent writes, flow: {to: mail.send}}]
        """);

    @Test
    void nobodyHasReadAnythingInAStory() {
        var story = new Story(
                new TreeMap<>(Map.of("ada", Stage.stranger("ada"))),
                List.of(
                        new Move.Open("t", "ada", "ada", Optional.empty(), "assist", List.of()),
                        new Move.Call("ada", "t", "mail", "send", Map.of("to", "kim@else.example"), Map.of())));
        assertThat(StoryPlayer.play(BUNDLE, story).last()).isInstanceOf(Answer.Permit.class);
    }
}
