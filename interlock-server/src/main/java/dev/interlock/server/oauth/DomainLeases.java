package dev.interlock.server.oauth;

import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.Leases;

/**
 * The leases that count, as the domain knows them. A wall clock that was set back lets none live longer: the time of the domain counts, too.
 * Thread-safe.
 */
final class DomainLeases implements LiveLeases {

    private final Domain domain;
    private final Leases leases;

    DomainLeases(Domain domain) {
        this.domain = domain;
        this.leases = domain.leases();
    }

    @Override
    public boolean live(long lease, long nowMillis) {
        return leases.live(lease, latest(nowMillis));
    }

    private long latest(long nowMillis) {
        return Math.max(nowMillis, domain.now());
    }

    @Override
    public boolean live(TaskToken token, long nowMillis) {
        return leases.find(token.lease(), latest(nowMillis))
                .filter(lease -> lease.issued().task() == token.task()
                        && lease.issued().kind().equals(TaskGrants.LANE_KIND)
                                == token.lane().isPresent())
                .isPresent();
    }
}
