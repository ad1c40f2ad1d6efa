package dev.interlock.cli.command.gateway;

import dev.interlock.cli.draft.BundleDraft;
import dev.interlock.cli.init.Project;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.WrongUsage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The names of the agents and people of a new gateway.
 *
 * @param agents as they were named; none for the usual ones
 * @param people likewise
 */
record InitParties(List<String> agents, List<String> people) {

    private static final List<String> AGENTS = List.of("author", "reviewer");
    private static final List<String> PEOPLE = List.of("first", "second");

    /** Returns the parties; asks for those that nobody named, where somebody can answer. */
    Project.Parties chosen(Optional<InitQuestions> questions) throws WrongUsage {
        List<String> agentsNamed = agents.isEmpty() ? AGENTS : agents;
        List<String> peopleNamed = people.isEmpty() ? PEOPLE : people;
        if (questions.isPresent() && agents.isEmpty()) {
            agentsNamed = questions
                    .get()
                    .words("Agents, at least two; each gets its own owner", AGENTS, words -> mistake(words, List.of()));
        }
        if (questions.isPresent() && people.isEmpty()) {
            List<String> others = agentsNamed;
            peopleNamed =
                    questions.get().words("People who approve, at least two", PEOPLE, words -> mistake(words, others));
        }
        Optional<String> mistake = mistake(agentsNamed, List.of());
        if (mistake.isEmpty()) {
            mistake = mistake(peopleNamed, agentsNamed);
        }
        if (mistake.isPresent()) {
            throw new WrongUsage(mistake.get());
        }
        return new Project.Parties(
                agentsNamed.stream()
                        .map(agent -> new BundleDraft.Agent(agent, "team-" + agent))
                        .toList(),
                peopleNamed);
    }

    private static Optional<String> mistake(List<String> names, List<String> others) {
        for (String name : names) {
            if (!name.matches("[a-z][a-z0-9-]{0,39}")) {
                return Optional.of("`" + Screen.printable(name)
                        + "` is not a valid name for an agent or a person; use lower-case letters, digits and `-`");
            }
        }
        long different =
                Stream.concat(names.stream(), others.stream()).distinct().count();
        return names.size() < 2 || different < names.size() + others.size()
                ? Optional.of("two agents and two people with different names are needed, because no agent may "
                        + "perform two conflicting duties, and no one can activate "
                        + "a policy that they proposed")
                : Optional.empty();
    }
}
