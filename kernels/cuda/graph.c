/* Recordings: what operators queue, as a CUDA graph that is launched at once. */
#include "base/memory.h"
#include "device.h"

struct ax_recording {
    CUgraphExec graph;
    unsigned long generation;
};

/* Changes when scratch moves that a graph computes in, or a plan goes and its kernels.
 */
static unsigned long generation(const ax_device *dev) {
    return dev->generation + dev->dnn.dropped;
}

/* Recording is never needed: what fails in it is told by the calls that do the same
 * plainly, if it matters, and it is not tried again. */
static void give_up(ax_device *dev, CUresult result) {
    dev->records = false;
    (void)ax_cuda_check(dev, result, "recording", NULL);
}

bool ax_cuda_record(ax_device *dev) {
    const ax_driver *d = &dev->driver;
    if (!dev->records || !dev->entered) return false;
    const CUresult result =
        d->cuStreamBeginCapture(dev->stream, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
    dev->recording = result == CUDA_SUCCESS;
    if (!dev->recording) give_up(dev, result);
    return dev->recording;
}

void ax_cuda_recorded(ax_device *dev, ax_recording **out) {
    const ax_driver *d = &dev->driver;
    CUgraph graph = NULL;
    ax_recording *made = NULL;
    if (out) *out = NULL;
    dev->recording = false;
    CUresult result = d->cuStreamEndCapture(dev->stream, &graph);
    if (out && dev->entered && result == CUDA_SUCCESS &&
        AX_NEW(ax_recording, 1, "a recording", &made, NULL) == AX_OK) {
        result = d->cuGraphInstantiate(&made->graph, graph, 0);
        made->generation = generation(dev);
    }
    if (graph) (void)d->cuGraphDestroy(graph);
    if (made && result == CUDA_SUCCESS) {
        *out = made;
        return;
    }
    ax_free(made);
    if (out) give_up(dev, result);
}

ax_status ax_cuda_replay(ax_device *dev, const ax_recording *recording, bool *done,
                         ax_error *err) {
    *done = recording->generation == generation(dev);
    if (!*done) return AX_OK;
    return ax_cuda_check(dev, dev->driver.cuGraphLaunch(recording->graph, dev->stream),
                         "replaying", err);
}

void ax_cuda_recording_free(ax_device *dev, ax_recording *recording) {
    if (!recording) return;
    (void)dev->driver.cuGraphExecDestroy(recording->graph);
    ax_free(recording);
}
