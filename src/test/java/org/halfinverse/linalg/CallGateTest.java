package org.halfinverse.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CallGateTest {
    private final CallGate gate = new CallGate();

    @Test
    void whoeverWantsToBeAloneWaitsForTheCallsThatRun() throws Exception {
        AtomicBoolean left = new AtomicBoolean();
        int place = gate.enter();
        CompletableFuture<Boolean> alone = CompletableFuture.supplyAsync(() -> gate.alone(left::get));
        left.set(true);
        gate.leave(place);
        assertTrue(alone.get(10, TimeUnit.SECONDS));
    }

    @Test
    void aCallWaitsUntilNobodyIsAlone() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Boolean> call = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            begun.countDown();
            int place = gate.enter();
            call.complete(done.get());
            gate.leave(place);
        });
        gate.alone(() -> {
            caller.start();
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> begun.await());
            assertFalse(call.isDone());
            done.set(true);
            return done;
        });
        assertTrue(call.get(10, TimeUnit.SECONDS));
        caller.join();
    }

    @Test
    void whoIsAloneMakesCallsAndMayAskAgain() {
        int result = gate.alone(() -> {
            gate.leave(gate.enter());
            return gate.alone(() -> 7);
        });
        assertEquals(7, result);
        gate.leave(gate.enter());
    }

    @Test
    void noCallEverMeetsWorkThatIsAlone() {
        AtomicInteger inside = new AtomicInteger();
        AtomicBoolean met = new AtomicBoolean();
        CompletableFuture<?>[] threads = new CompletableFuture<?>[4];
        for (int i = 0; i < threads.length; i++) {
            boolean wantsToBeAlone = i % 2 == 0;
            threads[i] = CompletableFuture.runAsync(() -> {
                for (int round = 0; round < 2000; round++) {
                    if (wantsToBeAlone) {
                        gate.alone(() -> {
                            int calls = inside.get();
                            met.compareAndSet(false, calls != 0);
                            return calls;
                        });
                    } else {
                        int place = gate.enter();
                        inside.incrementAndGet();
                        inside.decrementAndGet();
                        gate.leave(place);
                    }
                }
            });
        }
        CompletableFuture.allOf(threads).join();
        assertFalse(met.get());
    }
}
