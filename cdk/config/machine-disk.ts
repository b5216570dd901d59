/** Of a machine with a GPU: for the image, a run's files on their way, and the AMI itself. */
export const machineDiskGib = 200;
