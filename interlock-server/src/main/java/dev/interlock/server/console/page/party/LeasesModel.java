package dev.interlock.server.console.page.party;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.V1;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What agents may use at the moment.
 *
 * @param of whose these are; empty for everybody's
 * @param more the address of the next page
 */
public record LeasesModel(List<Line> leases, String of, Optional<String> more) {

    /**
     * A lease.
     *
     * @param ending whether it has ended, and what was issued with it is being taken back
     */
    public record Line(
            String id,
            Text agent,
            String party,
            Text what,
            String task,
            String taskPlace,
            Optional<Instant> expires,
            boolean ending,
            String ended) {}

    static Line line(JsonNode lease) {
        String agent = Nodes.text(lease, "agent");
        String task = Nodes.text(lease, "task");
        return new Line(
                Nodes.text(lease, "id"),
                Text.of(agent, 100),
                Places.party(agent),
                Text.of(Nodes.text(lease, "credential"), 100),
                task,
                Places.task(task),
                Nodes.time(lease, "expires"),
                Nodes.text(lease, "state").equals("ending"),
                Nodes.text(lease, "ended").replace('-', ' '));
    }

    /** The entries of the ledger about a party. */
    static String entries(String party) {
        return "/console/ledger?party=" + V1.encoded(party);
    }
}
